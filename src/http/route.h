// A route: what it answers to, who may ask, what body it takes, and the function that does it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports.h"
#include "http/message.h"

namespace jianzai::http {

enum class Access {
  kPublic,
  kCitizen,
  kOwnLogin,   // of any role, also one who has to choose another password first
  kOwnFactor,  // of any role, also one who has to set up a second factor first
  kOperator,   // of any role
  kField,      // whoever works for benefit recipients: also village helpers and employers
  kDesk,       // a clerk or a reviewer
  kVisit,      // them, or a village helper
  kOffice,     // them, or a system administrator
  kSupport,    // them, or who works for an employer
  kReviewer,
  kAuditor,
  kSystemAdmin,
  kSecurityAdmin,
  kAdministrator,  // each of the three
};
// Whether it is for operators, and of which role.
[[nodiscard]] bool is_for_operators(Access access);
[[nodiscard]] bool may(Access access, OperatorRole role);

enum class BodyKind {
  kNone,
  kJson,
  kFrame,
  kUpload,    // a JPEG
  kEvidence,  // a JPEG or a film
  kList,      // a CSV file or a workbook
};

// One request on its way through a route.
struct Call {
  const Request& request;
  std::map<std::string, std::string, std::less<>> path;   // by the name in the pattern, decoded
  std::map<std::string, std::string, std::less<>> query;  // decoded; of several with one name the first
  std::optional<Account> account;                         // with Access::kCitizen
  std::optional<Operator> by;                             // where is_for_operators

  [[nodiscard]] const Account& citizen() const { return *account; }
  [[nodiscard]] const Operator& staff() const { return *by; }
  // Empty when it is absent.
  [[nodiscard]] std::string_view query_text(std::string_view name) const;
  // An id in the path. Errors: kNotFound for what cannot be one of ours.
  template <class T>
  [[nodiscard]] Result<T> id(std::string_view name) const {
    auto parsed = T::parse(path.find(name)->second);
    if (!parsed) return fail(ErrorCode::kNotFound);
    return std::move(*parsed);
  }
  // An id in the query or the body; nothing when it is absent. Errors: kNotFound for what cannot be one of
  // ours.
  template <class T>
  [[nodiscard]] Result<std::optional<T>> optional_id(std::string_view text) const {
    if (text.empty()) return std::nullopt;
    auto parsed = T::parse(text);
    if (!parsed) return fail(ErrorCode::kNotFound);
    return parsed;
  }
  // The number of a frame in the path. Errors: kNotFound outside 0 to limits::kFramesPerAttemptMax - 1.
  [[nodiscard]] Result<int> sequence() const;
  // Errors: kInvalidRequest when it is absent or malformed.
  [[nodiscard]] Result<std::string> idempotency_key() const;
};

struct Route {
  std::string_view method;
  std::string_view pattern;       // `/api/v1/attempts/{attempt_id}`, as in openapi.yaml
  std::string_view operation_id;  // as in openapi.yaml
  Access access;
  BodyKind body;
  std::function<Result<Response>(Call&)> run;
};

// Finds the route of a path. Immutable after construction.
class Router {
 public:
  explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}

  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> path;
  };
  struct Outcome {
    std::optional<Match> match;
    bool other_method = false;  // the path is known, the method is not
  };
  // `path`: encoded, without query.
  [[nodiscard]] Outcome find(std::string_view method, std::string_view path) const;
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

// `%E5%BC%A0` made plain; nothing when it is malformed. `+` stays.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);
// Path and query of a request target.
[[nodiscard]] std::pair<std::string_view, std::string_view> split_target(std::string_view target);
// Nothing when it is malformed.
[[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> query_of(std::string_view query);

// --- answers
[[nodiscard]] Response no_content();
[[nodiscard]] Response jpeg_response(const Secret<Bytes>& jpeg);
// Of a film that check_evidence let through, or a picture.
[[nodiscard]] Response evidence_response(const Secret<Bytes>& bytes);
// To be kept under that name, which has no quotes in it.
[[nodiscard]] Response download_response(std::string type, std::string content, const std::string& file_name);

}  // namespace jianzai::http
