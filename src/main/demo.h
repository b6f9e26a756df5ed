#pragma once

#include "app/ports.h"

namespace jianzai {

// The logins of the demo, which are printed at every start.
inline constexpr std::string_view kDemoPassword = "Jianzai-demo-2026";
inline constexpr std::string_view kDemoClerk = "clerk";
inline constexpr std::string_view kDemoReviewer = "reviewer";
inline constexpr std::string_view kDemoHelper = "helper";
inline constexpr std::string_view kDemoAuditor = "auditor";
inline constexpr std::string_view kDemoSystem = "system";
inline constexpr std::string_view kDemoSecurity = "security";

// The ID number of the invented person who has registered. Its region, 999999, was never given out.
[[nodiscard]] std::string demo_id_number();

// An invented agency, its operators and three invented people, the first of whom has registered.
// Nothing is done when an agency is there already. Errors: those of the use cases.
[[nodiscard]] Result<void> set_up_demo(app::Ports& ports);

}  // namespace jianzai
