#include "http/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace jianzai::http {
namespace {

const prometheus::Histogram::BucketBoundaries kRequestSeconds{0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60};
const prometheus::Histogram::BucketBoundaries kDecisionSeconds{0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5, 20};

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("jianzai_http_requests_total")
                                                          .Help("Answers by operation and status")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& request_seconds =
      prometheus::BuildHistogram()
          .Name("jianzai_http_request_seconds")
          .Help("From a worker's start to its answer")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& decisions = prometheus::BuildCounter()
                                                           .Name("jianzai_decisions_total")
                                                           .Help("Attempts decided, by result and reason")
                                                           .Register(registry);
  prometheus::Histogram& decision_seconds = prometheus::BuildHistogram()
                                                .Name("jianzai_decision_seconds")
                                                .Help("Face work and writing of one attempt")
                                                .Register(registry)
                                                .Add({}, kDecisionSeconds);
  prometheus::Gauge& decision_queue = prometheus::BuildGauge()
                                          .Name("jianzai_decision_queue")
                                          .Help("Attempts that wait for or are at their decision")
                                          .Register(registry)
                                          .Add({});
  prometheus::Gauge& workdays_missing =
      prometheus::BuildGauge()
          .Name("jianzai_workdays_missing")
          .Help("1: the State Council's list of this year or, from November on, of the next one is not here")
          .Register(registry)
          .Add({});
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view operation, int status, std::chrono::nanoseconds took) {
  const std::string name(operation);
  families_->requests.Add({{"operation", name}, {"status", std::to_string(status)}}).Increment();
  families_->request_seconds.Add({{"operation", name}}, kRequestSeconds)
      .Observe(std::chrono::duration<double>(took).count());
}

void Metrics::count_decision(const Attempt& attempt, std::chrono::milliseconds took) {
  if (!attempt.decision) return;
  families_->decisions
      .Add({{"result", std::string(to_text(attempt.decision->result))},
            {"reason", attempt.decision->reason ? std::string(to_text(*attempt.decision->reason)) : "NONE"}})
      .Increment();
  families_->decision_seconds.Observe(std::chrono::duration<double>(took).count());
}

void Metrics::set_decision_queue(int length) { families_->decision_queue.Set(length); }

void Metrics::set_workdays_missing(bool is_missing) { families_->workdays_missing.Set(is_missing ? 1 : 0); }

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace jianzai::http
