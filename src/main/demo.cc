#include "main/demo.h"

#include <array>

#include "app/add_person.h"
#include "app/operators.h"
#include "app/regions.h"
#include "app/register_account.h"
#include "app/set_up_agency.h"

namespace jianzai {
namespace {

struct DemoPerson {
  std::string_view name;
  std::string_view digits17;
  std::string_view category;
  std::string_view phone;
  std::string_view region;  // of a province that does not exist
};

constexpr std::array<DemoPerson, 3> kPeople{{
    {"试田秀兰", "99999919491001001", "ENTERPRISE_PENSION", "19900000001", "999999101201"},
    {"试王建国", "99999919520314003", "RESIDENT_PENSION", "19900000002", "999999101202"},
    {"试李桂英", "99999919450820004", "PUBLIC_PENSION", "19900000003", "999999102201"},
}};

// Of the province that does not exist.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kRegions{{
    {"99", "示范省"},
    {"9999", "示范市"},
    {"999999", "示范县"},
    {"999999101", "城关镇"},
    {"999999101201", "东关村"},
    {"999999101202", "西关村"},
    {"999999102", "青山镇"},
    {"999999102201", "大槐树村"},
}};

struct DemoOperator {
  std::string_view login;
  std::string_view name;
  OperatorRole role;
  std::string_view region = {};
};

constexpr std::array<DemoOperator, 6> kOperators{{
    {kDemoClerk, "试经办", OperatorRole::kClerk},
    {kDemoReviewer, "试审核", OperatorRole::kReviewer},
    {kDemoHelper, "试协办", OperatorRole::kVillageHelper, "999999101"},
    {kDemoAuditor, "试审计", OperatorRole::kAuditor},
    {kDemoSystem, "试系统", OperatorRole::kSystemAdmin},
    {kDemoSecurity, "试安全", OperatorRole::kSecurityAdmin},
}};

std::string id_number_of(const DemoPerson& person) {
  return std::string(person.digits17) + id_number_check_character(person.digits17);
}

}  // namespace

std::string demo_id_number() { return id_number_of(kPeople.front()); }

Result<void> set_up_demo(app::Ports& ports) {
  if (!TRY(app::is_empty(ports))) return {};
  const auto agency = TRY(app::add_agency(ports, {.name = "示范县社会保险经办中心（虚构）",
                                                  .address = "示范县人民路 1 号 2 楼 5 号窗口",
                                                  .phone = "0000-12333",
                                                  .hours = "周一至周五 9:00-17:00"}));
  const Secret password{std::string(kDemoPassword)};
  std::optional<Operator> clerk;
  for (const auto& [login, name, role, region] : kOperators) {
    auto added = TRY(app::add_operator(ports, {.agency = agency.id,
                                               .login = std::string(login),
                                               .name = std::string(name),
                                               .role = role,
                                               .password = password,
                                               .region = std::string(region)}));
    if (role == OperatorRole::kClerk) clerk = added;
    if (role != OperatorRole::kSystemAdmin) continue;
    for (const auto& [code, region_name] : kRegions) TRY(app::name_region(ports, added, code, region_name));
  }
  for (const DemoPerson& person : kPeople) {
    TRY(app::add_person(ports, *clerk,
                        {.name = std::string(person.name),
                         .id_number = id_number_of(person),
                         .category_code = std::string(person.category),
                         .phone = std::string(person.phone),
                         .request_key = "demo-" + std::string(person.phone),
                         .region = std::string(person.region)}));
  }
  const DemoPerson& first = kPeople.front();
  TRY(app::register_account(ports, {.name = std::string(first.name),
                                    .id_number = id_number_of(first),
                                    .password = std::string(kDemoPassword),
                                    .phone = std::string(first.phone),
                                    .phone_again = std::string(first.phone),
                                    .terms_version = ports.settings.terms_version,
                                    .request_key = "demo-" + std::string(first.phone)}));
  return {};
}

}  // namespace jianzai
