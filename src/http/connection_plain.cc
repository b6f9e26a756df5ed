#include "http/connection_impl.h"

namespace jianzai::http {

void serve_plain(tcp::socket socket, ConnectionSet& connections, Transport& transport) {
  std::make_shared<StreamConnection<PlainStream>>(connections, transport, std::move(socket))->start();
}

}  // namespace jianzai::http
