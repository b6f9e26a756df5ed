// How far a plan is, place by place.
#pragma once

#include "app/plans.h"

namespace jianzai::app {

struct PlanPlace {
  std::optional<RegionCode> region;  // nothing: people of whom nobody said where they live
  std::string name;                  // empty: nobody gave it one
  bool has_children = false;         // a level lies below
  TaskCounts tasks;
};

struct PlaceProgress {
  PlanView plan;                  // its own tasks are not counted: the places say it
  std::vector<Region> path;       // from the province down to the region that is looked at; empty: all
  std::vector<PlanPlace> places;  // one level below it; itself for people of whom nothing nearer is known
};

// `region`: a code; empty: the plan's, or where the operator works if that is nearer. A regional operator
// sees of a wider plan the part in the own region. Errors: kNotFound, also for a plan that asks nobody whom
// the operator sees; kInvalidFields (region VALUE, OUTSIDE).
[[nodiscard]] Result<PlaceProgress> view_plan_progress(Ports& ports, const Operator& by, const PlanId& id,
                                                       std::string_view region);

}  // namespace jianzai::app
