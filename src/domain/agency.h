#pragma once

#include <string>

#include "domain/ids.h"

namespace jianzai {

// The office (经办机构) that pays and answers for its people. Everything here is public.
struct Agency {
  AgencyId id;
  std::string name;
  std::string address;
  std::string phone;
  std::string hours;
};

}  // namespace jianzai
