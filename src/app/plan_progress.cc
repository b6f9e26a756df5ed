#include "app/plan_progress.h"

#include "app/fields.h"
#include "app/regions.h"

namespace jianzai::app {
namespace {

// The nearer one of two of which one is inside the other.
std::optional<RegionCode> nearer(const std::optional<RegionCode>& a, const std::optional<RegionCode>& b) {
  if (!a || !b) return a ? a : b;
  return a->contains(*b) ? b : a;
}

}  // namespace

Result<PlaceProgress> view_plan_progress(Ports& ports, const Operator& by, const PlanId& id,
                                         std::string_view region) {
  const auto transaction = TRY(ports.store.begin_read());
  auto plan = TRY(transaction->plans().find(id));
  const Scope scope = by.scope();
  if (!plan || plan->agency != by.agency || scope.employer || !concerns(*plan, scope))
    return fail(ErrorCode::kNotFound);
  auto at = nearer(plan->region, scope.region);
  if (!region.empty()) {
    FieldReader reader(china_date(ports.clock.now()));
    const auto wanted = RegionCode::parse(region);
    if (!wanted) reader.refuse("region", "VALUE");
    if (wanted && at && !at->contains(*wanted)) reader.refuse("region", "OUTSIDE");
    if (reader.has_faults()) return reader.error();
    at = wanted;
  }
  auto view = TRY(plan_view(*transaction, std::move(*plan), Counting::kNothing));
  PlaceProgress progress{.plan = std::move(view), .path = {}, .places = {}};
  if (at) progress.path = TRY(region_path(*transaction, *at));
  for (PlaceCounts& counts : TRY(transaction->plans().count_tasks_by_place(id, at))) {
    PlanPlace place{.region = counts.region,
                    .name = {},
                    .has_children = counts.region && counts.region != at &&
                                    counts.region->level() != RegionLevel::kVillage,
                    .tasks = std::move(counts.tasks)};
    if (place.region) place.name = TRY(transaction->regions().name_of(*place.region)).value_or("");
    progress.places.push_back(std::move(place));
  }
  return progress;
}

}  // namespace jianzai::app
