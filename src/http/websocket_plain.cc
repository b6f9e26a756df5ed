#include "http/websocket_impl.h"

namespace jianzai::http {

void serve_websocket(asio::ip::tcp::socket stream, RequestHead upgrade, ConnectionSet& connections,
                     Transport& transport) {
  std::make_shared<SocketConnection<asio::ip::tcp::socket>>(std::move(stream), std::move(upgrade),
                                                            connections, transport)
      ->start();
}

}  // namespace jianzai::http
