#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "domain/attempt.h"

namespace jianzai::http {

// Counters for Prometheus. No label holds anything personal. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // `operation`: the operation's id in openapi.yaml.
  void count_request(std::string_view operation, int status, std::chrono::nanoseconds took);
  void count_decision(const Attempt& attempt, std::chrono::milliseconds took);
  void set_decision_queue(int length);
  // Whether a year's list of working days should be here and is not.
  void set_workdays_missing(bool is_missing);

  // Prometheus text format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace jianzai::http
