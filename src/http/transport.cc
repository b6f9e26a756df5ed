#include "http/transport.h"

#include <array>

#include "base/log.h"
#include "http/answer.h"

namespace jianzai::http {

std::string make_request_id(Transport& transport) {
  std::array<std::uint8_t, 8> bytes{};
  transport.random.fill(bytes);
  return to_hex(bytes);
}

Response ask_refusal(const Transport& transport, TransportFault fault, std::string_view request_id) {
  try {
    return transport.handler.refuse(fault, request_id);
  } catch (...) {
    return after_throw(request_id);
  }
}

Response after_throw(std::string_view request_id) {
  log::error("handler_threw", {{"request_id", request_id}});
  return internal_error(request_id);
}

Response after_bad_answer(std::string_view request_id) {
  log::error("bad_answer", {{"request_id", request_id}});
  return internal_error(request_id);
}

}  // namespace jianzai::http
