#pragma once

#include <string>
#include <vector>

#include "app/decision_queue.h"
#include "app/ports.h"

namespace jianzai::http {

class Metrics;

// What both apps are told before anyone logs in.
struct ServiceInfo {
  std::string name = "待遇领取资格认证";
  std::string version;
  bool is_demo = false;
  std::vector<std::string> support_phones;
  std::vector<std::string> support_wechat_ids;
  std::string support_hours;
  // Public keys by which receipts of ours are known: of both schemes, whichever signs now.
  std::vector<Bytes> receipt_keys;
};

// What the routes reach. All of it outlives them.
struct Services {
  app::Ports& ports;
  app::DecisionQueue& decisions;
  const ServiceInfo& info;
  Metrics& metrics;
};

}  // namespace jianzai::http
