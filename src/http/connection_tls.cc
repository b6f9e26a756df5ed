#include "http/connection_impl.h"

namespace jianzai::http {

void serve_tls(tcp::socket socket, asio::ssl::context& context, ConnectionSet& connections,
               Transport& transport) {
  std::make_shared<StreamConnection<TlsStream>>(connections, transport, std::move(socket), context)->start();
}

}  // namespace jianzai::http
