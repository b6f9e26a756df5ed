#include "http/api.h"

#include <algorithm>
#include <cctype>

#include "app/log_in.h"
#include "app/second_factor.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/errors.h"
#include "http/metrics.h"
#include "http/routes/routes.h"
#include "http/session_cookie.h"

namespace jianzai::http {
namespace {

std::size_t bytes_max(BodyKind kind) {
  switch (kind) {
    case BodyKind::kFrame:
      return limits::kFrameBytesMax;
    case BodyKind::kUpload:
      return limits::kImageBytesMax;
    case BodyKind::kEvidence:
      return std::max(limits::kImageBytesMax, limits::kVideoBytesMax);
    case BodyKind::kList:
      return limits::kListBytesMax;
    case BodyKind::kJson:
    case BodyKind::kNone:
      break;
  }
  return limits::kJsonBytesMax;
}

std::vector<std::string_view> media_types(BodyKind kind) {
  switch (kind) {
    case BodyKind::kNone:
      return {};
    case BodyKind::kJson:
      return {"application/json"};
    case BodyKind::kFrame:
    case BodyKind::kUpload:
      return {"image/jpeg"};
    case BodyKind::kEvidence:
      return {"image/jpeg", "video/webm", "video/mp4"};
    case BodyKind::kList:
      return {"application/octet-stream"};
  }
  return {};
}

// The request's media type without parameters is the wanted one.
bool has_media_type(const RequestHead& head, std::string_view wanted) {
  const auto sent = head.header("Content-Type");
  if (!sent) return false;
  auto type = sent->substr(0, sent->find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return std::equal(type.begin(), type.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

bool is_api(std::string_view path) {
  return path.starts_with("/api/") || path.starts_with("/healthz/") || path == "/metrics";
}

// Server faults are for us to know; the rest is somebody's mistake and shows in the metrics.
void log_failure(const RequestHead& head, std::string_view operation, const Error& error) {
  if (look_of(error.code).status < 500) {
    log::info("refused", {{"request_id", head.request_id},
                          {"operation", operation},
                          {"code", look_of(error.code).code},
                          {"detail", error.detail}});
  } else {
    log::error("failed", {{"request_id", head.request_id},
                          {"operation", operation},
                          {"code", look_of(error.code).code},
                          {"detail", error.detail}});
  }
}

}  // namespace

Api::Api(const Services& services, std::optional<StaticFiles> files)
    : services_(services), router_(all_routes(services)), files_(std::move(files)) {}

std::size_t Api::body_bytes_max(const RequestHead& head) const {
  const auto outcome = router_.find(head.method, split_target(head.target).first);
  return bytes_max(outcome.match ? outcome.match->route->body : BodyKind::kNone);
}

std::optional<Response> Api::refuse_socket(const RequestHead& head) const {
  if (is_same_origin(head)) return std::nullopt;
  return error_response({.code = ErrorCode::kForbidden}, head.request_id);
}

bool Api::accepts_over_socket(const RequestHead& head) const {
  const auto outcome = router_.find(head.method, split_target(head.target).first);
  return outcome.match && outcome.match->route->body == BodyKind::kFrame;
}

Response Api::handle(const Request& request) {
  const auto started = std::chrono::steady_clock::now();
  std::string_view operation = "none";
  auto response = answer(request, operation);
  services_.metrics.count_request(operation, response.status, std::chrono::steady_clock::now() - started);
  return response;
}

Response Api::answer(const Request& request, std::string_view& operation) {
  const RequestHead& head = request.head;
  const auto [path, query] = split_target(head.target);
  const auto outcome = router_.find(head.method, path);
  if (outcome.match) {
    operation = outcome.match->route->operation_id;
    auto response = run(request, *outcome.match, query);
    if (response) return std::move(*response);
    log_failure(head, operation, response.error());
    return error_response(response.error(), head.request_id);
  }
  if (outcome.other_method) return error_response({.code = ErrorCode::kMethodNotAllowed}, head.request_id);
  if (files_ && !is_api(path)) {
    operation = "file";
    if (head.method != "GET") return error_response({.code = ErrorCode::kMethodNotAllowed}, head.request_id);
    if (auto file = files_->find(head, path)) return std::move(*file);
  }
  return error_response({.code = ErrorCode::kNotFound}, head.request_id);
}

Result<Response> Api::run(const Request& request, const Router::Match& match, std::string_view query) {
  const RequestHead& head = request.head;
  const Route& route = *match.route;
  Call call{.request = request, .path = match.path, .query = {}, .account = {}, .by = {}};
  auto parsed = query_of(query);
  if (!parsed) return fail(ErrorCode::kInvalidRequest, "the query is malformed");
  call.query = std::move(*parsed);
  if (head.method != "GET" && !is_same_origin(head)) return fail(ErrorCode::kForbidden, "another origin");
  if (route.access == Access::kCitizen) {
    const auto token = session_token(head, app::Realm::kCitizen);
    if (!token) return fail(ErrorCode::kUnauthenticated);
    call.account = TRY(app::citizen_of_session(services_.ports, *token));
  } else if (is_for_operators(route.access)) {
    const auto token = session_token(head, app::Realm::kOperator);
    if (!token) return fail(ErrorCode::kUnauthenticated);
    call.by = TRY(app::operator_of_session(services_.ports, *token));
    if (!may(route.access, call.by->role)) return fail(ErrorCode::kForbidden, "another role");
    if (call.by->must_change_password && route.access != Access::kOwnLogin)
      return fail(ErrorCode::kPasswordChangeNeeded);
    const bool is_own = route.access == Access::kOwnLogin || route.access == Access::kOwnFactor;
    if (!is_own && app::must_set_up_factor(services_.ports.settings, *call.by))
      return fail(ErrorCode::kFactorNeeded);
  }
  const auto wanted = media_types(route.body);
  const auto is_sent = [&](std::string_view type) { return has_media_type(head, type); };
  if (!wanted.empty() && std::ranges::none_of(wanted, is_sent))
    return fail(ErrorCode::kUnsupportedMediaType, "Content-Type: " + std::string(wanted.front()));
  return route.run(call);
}

Response Api::refuse(TransportFault fault, std::string_view request_id) const {
  switch (fault) {
    case TransportFault::kMalformed:
      return error_response({.code = ErrorCode::kInvalidRequest}, request_id);
    case TransportFault::kHeaderTooLarge: {
      auto response = error_response({.code = ErrorCode::kInvalidRequest}, request_id);
      response.status = 431;
      return response;
    }
    case TransportFault::kBodyTooLarge:
      return error_response({.code = ErrorCode::kBodyTooLarge}, request_id);
    case TransportFault::kTooSlow: {
      auto response = error_response({.code = ErrorCode::kInvalidRequest}, request_id);
      response.status = 408;
      return response;
    }
    case TransportFault::kBusy:
      break;
  }
  return error_response(
      {.code = ErrorCode::kBusy, .detail = {}, .fields = {}, .retry_after = std::chrono::seconds(2)},
      request_id);
}

}  // namespace jianzai::http
