#pragma once

#include <string>
#include <vector>

#include "base/id_number.h"
#include "base/secret.h"
#include "domain/category.h"
#include "domain/ids.h"

namespace jianzai {

// A benefit recipient (待遇领取人员) and biometric data subject.
struct Person {
  PersonId id;
  AgencyId agency;
  Secret<std::string> name;
  IdNumber id_number;
  Secret<std::string> phone;
  Time created_at;
  std::vector<Entitlement> entitlements;
};

}  // namespace jianzai
