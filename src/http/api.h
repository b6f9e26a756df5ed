#pragma once

#include "http/route.h"
#include "http/services.h"
#include "http/static_files.h"

namespace jianzai::http {

// What the server serves: the routes of openapi.yaml, and the web apps for every other path. Checks who asks,
// what is sent and from where before a route runs, and turns its Result into an answer. Thread-safe.
class Api final : public Handler {
 public:
  // `files`: none in tests and where a proxy serves the apps.
  Api(const Services& services, std::optional<StaticFiles> files);

  std::size_t body_bytes_max(const RequestHead& head) const override;
  Response handle(const Request& request) override;
  Response refuse(TransportFault fault, std::string_view request_id) const override;
  std::optional<Response> refuse_socket(const RequestHead& head) const override;
  // The camera's pictures, which are many and small.
  bool accepts_over_socket(const RequestHead& head) const override;

  [[nodiscard]] const Router& router() const { return router_; }

 private:
  [[nodiscard]] Result<Response> run(const Request& request, const Router::Match& match,
                                     std::string_view query);
  [[nodiscard]] Response answer(const Request& request, std::string_view& operation);

  Services services_;
  Router router_;
  std::optional<StaticFiles> files_;
};

}  // namespace jianzai::http
