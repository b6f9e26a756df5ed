// What the use cases give, as the schemas of openapi.yaml.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "app/audit.h"
#include "app/give_consent.h"
#include "app/operators.h"
#include "app/relatives.h"
#include "app/view_attempts.h"
#include "app/view_persons.h"
#include "app/view_proof.h"
#include "app/view_reviews.h"
#include "http/message.h"

namespace jianzai::http {

// Who looks at an attempt: scores are for operators, the nonce is for the citizen.
enum class Viewer { kCitizen, kOperator };

[[nodiscard]] boost::json::object to_json(const Agency& agency);
[[nodiscard]] boost::json::object to_json(const DueRule& rule);
[[nodiscard]] boost::json::object to_json(const Category& category);
[[nodiscard]] boost::json::object to_json(const Networks& networks);
[[nodiscard]] boost::json::object to_json(const Account& account);
[[nodiscard]] boost::json::object to_json(const Operator& person, const Agency& agency);
[[nodiscard]] boost::json::object to_json(const app::OperatorView& view);
[[nodiscard]] boost::json::object to_json(const Employer& employer);
[[nodiscard]] boost::json::object to_json(const Consent& consent);
[[nodiscard]] boost::json::object to_json(const app::ConsentView& view);
[[nodiscard]] boost::json::object to_json(const Reference& reference, Time now);
// `name`: of whom no agency knows.
[[nodiscard]] boost::json::object to_json(const app::ProofView& proof, const Secret<std::string>& name);
[[nodiscard]] boost::json::object to_json(const app::RelativeView& view);
[[nodiscard]] boost::json::object to_json(const app::Helper& helper);
[[nodiscard]] boost::json::object to_json(const Pass& pass);
[[nodiscard]] boost::json::object to_json(const Receipt& receipt);
[[nodiscard]] boost::json::object to_json(const app::AuditView& view);
[[nodiscard]] boost::json::object to_json(const app::AttemptView& view, Time now, Viewer viewer);
[[nodiscard]] boost::json::object frame_receipt_json(const app::AttemptView& view, int sequence, Time now);
[[nodiscard]] boost::json::object to_json(const app::PersonView& view, Time now);
[[nodiscard]] boost::json::object to_json(const app::ReviewView& view, Time now);

[[nodiscard]] boost::json::array support_json(const std::vector<SupportContact>& contacts);

// A page as `{"<rows>": [...], "next_cursor": ...}`; `show` turns one row into JSON.
template <class Row, class Show>
[[nodiscard]] boost::json::object page_json(std::string_view rows, const app::Page<Row>& page, Show show) {
  boost::json::array array;
  for (const Row& row : page.rows) array.push_back(show(row));
  boost::json::object object;
  object[rows] = std::move(array);
  if (page.next) object["next_cursor"] = *page.next;
  return object;
}

[[nodiscard]] Response json_response(int status, const boost::json::object& body);

}  // namespace jianzai::http
