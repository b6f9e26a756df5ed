#include "http/websocket.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/certificate.h"
#include "http/server.h"
#include "http/test_client.h"
#include "http/websocket_message.h"

namespace jianzai::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::size_t kBodyBytesMax = 100'000;
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t kResidentGrowthMax = 300'000'000;  // it keeps what was freed for a while
#else
constexpr std::size_t kResidentGrowthMax = 32'000'000;
#endif
constexpr int kText = 1;
constexpr int kBinary = 2;
constexpr int kClose = 8;
constexpr int kPing = 9;
constexpr int kPong = 10;

// Takes `PUT /frames/...` and answers with what it got. `/frames/wait` blocks until release().
class FakeHandler final : public Handler {
 public:
  std::size_t body_bytes_max(const RequestHead&) const override { return kBodyBytesMax; }

  bool accepts_over_socket(const RequestHead& head) const override {
    if (head.target == "/throw_early") throw std::runtime_error("early");
    return head.method == "PUT" && head.target.starts_with("/frames/");
  }

  std::optional<Response> refuse_socket(const RequestHead& head) const override {
    if (head.header("Origin") == std::string_view("https://elsewhere")) return json(403, "\"foreign\"");
    return std::nullopt;
  }

  Response handle(const Request& request) override {
    ++handled;
    const RequestHead& head = request.head;
    if (head.target == "/frames/wait") {
      ++waiting;
      std::unique_lock lock(mutex_);
      released_.wait(lock, [this] { return is_released_; });
    }
    if (head.target == "/frames/throw") throw std::runtime_error("a handler does not do this");
    if (head.target == "/frames/none") return {.status = 204, .content_type = {}, .body = {}, .headers = {}};
    if (head.target == "/frames/jpeg") {
      return {.status = 200, .content_type = "image/jpeg", .body = "\xff\xd8", .headers = {}};
    }
    if (!head.header("Cookie")) return json(401, "\"who?\"");
    const std::string seen = std::string(head.header("Cookie").value_or("")) + " " +
                             std::string(head.header("Host").value_or("")) + " " +
                             std::string(head.header("Content-Type").value_or("")) + " step " +
                             std::string(head.header("x-step").value_or("none")) +
                             (head.is_secure ? " https " : " http ") + head.method + " " + head.target + " " +
                             std::to_string(request.body.size());
    return json(200, "\"" + seen + "\"");
  }

  Response refuse(TransportFault fault, std::string_view) const override {
    switch (fault) {
      case TransportFault::kBodyTooLarge:
        return json(413, "\"large\"");
      case TransportFault::kBusy:
        return json(503, "\"busy\"");
      case TransportFault::kMalformed:
      case TransportFault::kHeaderTooLarge:
      case TransportFault::kTooSlow:
        break;
    }
    return json(400, "\"malformed\"");
  }

  void release() {
    const std::lock_guard lock(mutex_);
    is_released_ = true;
    released_.notify_all();
  }

  std::atomic<int> handled = 0;
  std::atomic<int> waiting = 0;

 private:
  static Response json(int status, std::string body) {
    return {.status = status, .content_type = "application/json", .body = std::move(body), .headers = {}};
  }

  std::mutex mutex_;
  std::condition_variable released_;
  bool is_released_ = false;
};

// The key and its answer of RFC 6455, 1.3.
std::string upgrade(const std::string& headers = "Cookie: c=1\r\nOrigin: https://here\r\n",
                    const std::string& key = "dGhlIHNhbXBsZSBub25jZQ==", const std::string& version = "13") {
  return "GET /api/v1/socket HTTP/1.1\r\nHost: here\r\nConnection: keep-alive, Upgrade\r\nUpgrade: "
         "websocket\r\nSec-WebSocket-Key: " +
         key + "\r\nSec-WebSocket-Version: " + version +
         "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n" + headers + "\r\n";
}

// A client's frame (RFC 6455, 5.2).
std::string frame(int opcode, std::string_view payload, bool is_final = true) {
  constexpr std::array<unsigned char, 4> kMask = {0x37, 0xfa, 0x21, 0x3d};
  std::string bytes(1, static_cast<char>((is_final ? 0x80 : 0) | opcode));
  const std::size_t size = payload.size();
  int length_bytes = 0;
  if (size < 126) {
    bytes += static_cast<char>(0x80 | size);
  } else if (size < 65536) {
    bytes += static_cast<char>(0x80 | 126);
    length_bytes = 2;
  } else {
    bytes += static_cast<char>(0x80 | 127);
    length_bytes = 8;
  }
  for (int i = length_bytes - 1; i >= 0; --i) bytes += static_cast<char>((size >> (8 * i)) & 0xff);
  for (const unsigned char mask : kMask) bytes += static_cast<char>(mask);
  for (std::size_t i = 0; i < size; ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ kMask[i % 4]);
  }
  return bytes;
}

std::string put(const std::string& id, const std::string& target, std::string_view body = "jpeg") {
  return R"({"id":")" + id + R"(","method":"PUT","target":")" + target + R"(","headers":{"X-Step":"2"}})" +
         "\n" + std::string(body);
}

struct Event {
  int opcode = -1;  // -1: the connection ended
  std::string payload;
  int close_code = 0;
};

template <class Wire>
class SocketClient {
 public:
  template <class... WireArguments>
  explicit SocketClient(WireArguments&&... arguments) : wire(std::forward<WireArguments>(arguments)...) {}

  // The head of the server's answer.
  std::string open(const std::string& request = upgrade()) {
    wire.send(request);
    while (received_.find("\r\n\r\n") == std::string::npos) {
      const std::string more = wire.receive_some();
      if (more.empty()) return received_;
      received_ += more;
    }
    const std::size_t size = received_.find("\r\n\r\n") + 4;
    const std::string head = received_.substr(0, size);
    received_.erase(0, size);
    return head;
  }

  Event next() {
    std::size_t size = 0;
    std::size_t header = 2;
    for (;;) {
      if (received_.size() >= 2) {
        size = byte(1) & 0x7f;
        if (size == 126) header = 4;
        if (size == 126 && received_.size() >= 4) size = byte(2) * 256U + byte(3);
        if (received_.size() >= header + size) break;
      }
      const std::string more = wire.receive_some();
      if (more.empty()) return {};
      received_ += more;
    }
    Event event;
    event.opcode = byte(0) & 0x0f;
    event.payload = received_.substr(header, size);
    received_.erase(0, header + size);
    if (event.opcode == kClose && size >= 2) {
      event.close_code =
          static_cast<unsigned char>(event.payload[0]) * 256 + static_cast<unsigned char>(event.payload[1]);
    }
    return event;
  }

  std::string ask(const std::string& message) {
    wire.send(frame(kBinary, message));
    return next().payload;
  }

  // The code that the server closes with, and then it ends the connection.
  int closes_after(const std::string& bytes) {
    wire.send(bytes);
    const Event event = next();
    if (event.opcode != kClose) return -1;
    wire.send(frame(kClose, event.payload));
    return next().opcode == -1 ? event.close_code : -2;
  }

  Wire wire;

 private:
  std::size_t byte(std::size_t at) const { return static_cast<unsigned char>(received_[at]); }

  std::string received_;
};

using PlainSocket = SocketClient<Client>;
using TlsSocket = SocketClient<TlsClient>;

class WebSocketTest : public testing::Test {
 protected:
  WebSocketTest() { options.http_port = std::uint16_t{0}; }
  ~WebSocketTest() override { handler.release(); }

  void start() {
    auto created = Server::create(options, handler);
    ASSERT_TRUE(created) << created.error().detail;
    server = std::move(*created);
    server->start();
  }
  std::uint16_t port() const { return server->http_port(); }
  std::unique_ptr<PlainSocket> open() {
    auto socket = std::make_unique<PlainSocket>(port());
    EXPECT_THAT(socket->open(), testing::StartsWith("HTTP/1.1 101 "));
    return socket;
  }
  bool is_well() {
    PlainSocket socket(port());
    return socket.open().starts_with("HTTP/1.1 101 ") &&
           socket.ask(put("1", "/frames/0")).find("\"status\":200") != std::string::npos;
  }

  ServerOptions options;
  FakeHandler handler;
  std::unique_ptr<Server> server;
};

// --- opening

TEST_F(WebSocketTest, opens_as_the_standard_says) {
  start();
  PlainSocket socket(port());
  const std::string head = socket.open();
  EXPECT_THAT(head, testing::StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(head, testing::ContainsRegex("\r\nX-Request-Id: [0-9a-f]{16}\r\n"));
  EXPECT_THAT(head, testing::Not(HasSubstr("Extensions")));
  EXPECT_THAT(head, testing::Not(HasSubstr("Beast")));
}

TEST_F(WebSocketTest, refuses_another_sites_page_and_keeps_the_connection) {
  start();
  Client client(port());
  EXPECT_EQ(client.ask(upgrade("Origin: https://elsewhere\r\n")).status, 403);
  EXPECT_EQ(client.ask("GET /frames/0 HTTP/1.1\r\nHost: here\r\nCookie: c\r\n\r\n").status, 200);
}

TEST_F(WebSocketTest, refuses_a_handshake_that_is_none) {
  start();
  for (const std::string key : {"", "dG9vIHNob3J0", "dGhlIHNhbXBsZSBub25jZQ=A", "dGhl IHNhbXBsZSBub25jZ=="}) {
    EXPECT_EQ(Client(port()).ask(upgrade("", key)).status, 400) << key;
  }
  const Answer old = Client(port()).ask(upgrade("", "dGhlIHNhbXBsZSBub25jZQ==", "8"));
  EXPECT_EQ(old.status, 400);
  EXPECT_THAT(old.head, HasSubstr("\r\nSec-WebSocket-Version: 13\r\n"));
  Client hasty(port());
  EXPECT_EQ(hasty.ask(upgrade() + frame(kBinary, put("1", "/frames/0"))).status, 400);
  EXPECT_TRUE(hasty.sees_end());
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(WebSocketTest, opens_nowhere_else) {
  start();
  std::string elsewhere = upgrade();
  elsewhere.replace(4, kSocketTarget.size(), "/frames/elsewher");
  EXPECT_EQ(Client(port()).ask(elsewhere).status, 200);  // handled as if it had asked for nothing
  std::string post = upgrade("Content-Length: 0\r\n");
  post.replace(0, 3, "POST");
  EXPECT_EQ(Client(port()).ask(post).status, 401);
}

// --- requests and answers

TEST_F(WebSocketTest, handles_frames_and_answers) {
  start();
  const auto socket = open();
  EXPECT_EQ(socket->ask(put("7", "/frames/3")),
            R"({"id":"7","status":200,"body":"c=1 here image/jpeg step 2 http PUT /frames/3 4"})");
  const std::string jpeg(80'000, '\n');
  EXPECT_THAT(socket->ask(put("号", "/frames/4", jpeg)), testing::StartsWith(R"({"id":"号","status":200)"));
  EXPECT_EQ(socket->ask(put("9", "/frames/none")), R"({"id":"9","status":204,"body":null})");
  EXPECT_EQ(socket->closes_after(frame(kClose, "\x03\xe8")), 1000);
}

TEST_F(WebSocketTest, leaves_the_session_to_the_handler) {
  start();
  PlainSocket socket(port());
  socket.open(upgrade(""));
  EXPECT_EQ(socket.ask(put("1", "/frames/0")), R"({"id":"1","status":401,"body":"who?"})");
  const std::string with_cookie =
      R"({"id":"2","method":"PUT","target":"/frames/0","headers":{"Cookie":"c=1"}})";
  EXPECT_EQ(socket.closes_after(frame(kBinary, with_cookie + "\njpeg")), 1007);
}

TEST_F(WebSocketTest, answers_500_for_what_the_handler_should_not_do) {
  start();
  const auto socket = open();
  for (const std::string target : {"/frames/throw", "/frames/jpeg", "/throw_early"}) {
    EXPECT_THAT(socket->ask(put("1", target)), HasSubstr(R"("status":500,"body":{"code":"INTERNAL")"))
        << target;
  }
  EXPECT_THAT(socket->ask(put("2", "/frames/0")), HasSubstr("\"status\":200"));
}

TEST_F(WebSocketTest, answers_messages_in_their_order) {
  options.worker_threads = 4;
  start();
  const auto socket = open();
  std::string messages;
  for (int i = 0; i < 50; ++i) {
    const std::string body(static_cast<std::size_t>(i) * 100, 'b');
    messages += frame(kBinary, put(std::to_string(i), "/frames/0", body));
  }
  socket->wire.send(messages);
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(socket->next().payload, testing::StartsWith("{\"id\":\"" + std::to_string(i) + "\""));
  }
}

TEST_F(WebSocketTest, understands_fragments_byte_by_byte_with_a_ping_between) {
  start();
  const auto socket = open();
  const std::string message = put("1", "/frames/0", "12345678");
  for (const char c : frame(kBinary, message.substr(0, 10), false) + frame(kPing, "are you there") +
                          frame(0, "", false) + frame(0, message.substr(10), false) + frame(0, "")) {
    socket->wire.send({&c, 1});
  }
  const Event pong = socket->next();
  EXPECT_EQ(pong.opcode, kPong);
  EXPECT_EQ(pong.payload, "are you there");
  const Event answer = socket->next();
  EXPECT_EQ(answer.opcode, kText);
  EXPECT_THAT(answer.payload, HasSubstr("PUT /frames/0 8"));
}

TEST_F(WebSocketTest, serves_64_sockets_at_once) {
  options.io_threads = 2;
  start();
  std::vector<std::unique_ptr<PlainSocket>> sockets;
  for (int i = 0; i < 64; ++i) sockets.push_back(open());
  const std::string message = frame(kBinary, put("1", "/frames/0", std::string(12'000, 'j')));
  for (int round = 0; round < 3; ++round) {
    for (auto& socket : sockets) socket->wire.send(message);
    for (auto& socket : sockets) EXPECT_THAT(socket->next().payload, HasSubstr("PUT /frames/0 12000"));
  }
}

// --- limits

TEST_F(WebSocketTest, refuses_a_body_beyond_the_handlers_limit_and_goes_on) {
  start();
  const auto socket = open();
  EXPECT_THAT(socket->ask(put("1", "/frames/0", std::string(kBodyBytesMax, 'j'))), HasSubstr(" 100000\""));
  EXPECT_EQ(socket->ask(put("2", "/frames/0", std::string(kBodyBytesMax + 1, 'j'))),
            R"({"id":"2","status":413,"body":"large"})");
  EXPECT_THAT(socket->ask(put("3", "/frames/0")), HasSubstr("\"status\":200"));
}

TEST_F(WebSocketTest, closes_after_a_message_beyond_the_limit) {
  start();
  const std::string announced("\x82\xff\x00\x00\x00\x00\x00\x20\x10\x01mask", 14);  // and not a byte of it
  EXPECT_EQ(open()->closes_after(announced), 1009);
  const std::string half(limits::kSocketMessageBytesMax / 2 + 1, 'j');
  EXPECT_EQ(open()->closes_after(frame(kBinary, half, false) + frame(0, half)), 1009);
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(WebSocketTest, reserves_no_memory_for_what_is_only_announced) {
  start();
  ASSERT_TRUE(is_well());
  std::vector<std::unique_ptr<PlainSocket>> sockets;
  for (int i = 0; i < 64; ++i) sockets.push_back(open());
  const std::size_t resident_before = resident_bytes();
  const std::string announced("\x82\xff\x00\x00\x00\x00\x00\x1f\x00\x00masksome", 18);
  for (auto& socket : sockets) socket->wire.send(announced);
  std::this_thread::sleep_for(100ms);
  EXPECT_LT(resident_bytes(), resident_before + 64 * 200'000);  // of 64 x 2 MiB
  EXPECT_TRUE(is_well());
}

TEST_F(WebSocketTest, is_busy_when_the_queue_is_full) {
  options.worker_threads = 1;
  options.request_queue_max = 1;
  start();
  const auto running = open();
  const auto queued = open();
  const auto refused = open();
  running->wire.send(frame(kBinary, put("1", "/frames/wait")));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  queued->wire.send(frame(kBinary, put("2", "/frames/0")));
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(refused->ask(put("3", "/frames/0")), R"({"id":"3","status":503,"body":"busy"})");
  handler.release();
  EXPECT_THAT(running->next().payload, HasSubstr("\"status\":200"));
  EXPECT_THAT(queued->next().payload, HasSubstr("\"status\":200"));
  EXPECT_THAT(refused->ask(put("4", "/frames/0")), HasSubstr("\"status\":200"));
}

TEST_F(WebSocketTest, closes_when_all_bodies_together_grow_too_large) {
  options.body_bytes_in_flight_max = 150'000;
  options.worker_threads = 1;
  start();
  const std::string large(kBodyBytesMax, 'j');
  const auto first = open();
  first->wire.send(frame(kBinary, put("1", "/frames/wait", large)));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  EXPECT_EQ(open()->closes_after(frame(kBinary, put("1", "/frames/0", large))), 1013);
  handler.release();
  EXPECT_THAT(first->next().payload, HasSubstr("\"status\":200"));
  EXPECT_THAT(open()->ask(put("1", "/frames/0", large)), HasSubstr("\"status\":200"));
}

TEST_F(WebSocketTest, counts_as_a_connection_until_it_closes) {
  options.connections_max = 1;
  start();
  auto socket = open();
  EXPECT_TRUE(Client(port()).sees_end());
  EXPECT_THAT(socket->ask(put("1", "/frames/0")), HasSubstr("\"status\":200"));
  socket.reset();
  EXPECT_TRUE(eventually([&] { return is_well(); }));
}

// --- what does not belong here

TEST_F(WebSocketTest, closes_with_the_code_of_what_was_wrong) {
  start();
  EXPECT_EQ(open()->closes_after(frame(kText, put("1", "/frames/0"))), 1003);
  EXPECT_EQ(open()->closes_after(frame(kText, "\xff\xfe")), 1007);
  for (const std::string& message : {
           std::string(),
           std::string("\n"),
           std::string("{}\n"),
           std::string("no line feed"),
           std::string(R"({"id":"1","method":"PUT"})") + "\n",
           put("", "/frames/0"),
           put("1", "frames"),
           put("1", "/with space"),
           put(std::string(65, 'i'), "/frames/0"),
           put("\xff", "/frames/0"),
           put("1", "/" + std::string(limits::kSocketHeaderBytesMax, 'x')),
           std::string(R"({"id":1,"method":"PUT","target":"/frames/0"})") + "\n",
           std::string(R"({"id":"1","method":"PUT","target":"/frames/0","more":"x"})") + "\n",
           std::string(R"({"id":"1","method":"PUT","target":"/frames/0","headers":[]})") + "\n",
           std::string(R"({"id":"1","method":"PUT","target":"/frames/0","headers":{"Host":"x"}})") + "\n",
           std::string(R"({"id":"1","method":"PUT","target":"/frames/0","headers":{"X-A":"a\r\nb"}})") + "\n",
       }) {
    EXPECT_EQ(open()->closes_after(frame(kBinary, message)), 1007) << message.substr(0, 80);
  }
  EXPECT_EQ(open()->closes_after(frame(kBinary, put("1", "/elsewhere"))), 1008);
  EXPECT_EQ(open()->closes_after(std::string("\x82\x01x", 3)), 1002);  // not masked
  EXPECT_EQ(open()->closes_after(frame(3, "x")), 1002);
  EXPECT_EQ(open()->closes_after(frame(0, "x")), 1002);
  EXPECT_EQ(open()->closes_after(frame(kPing, std::string(126, 'p'))), 1002);
  EXPECT_EQ(handler.handled, 0);
  EXPECT_TRUE(is_well());
}

// --- slow, gone, stopping

TEST_F(WebSocketTest, closes_a_socket_that_stays_silent) {
  options.deadlines.socket_idle = 150ms;
  start();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(open()->closes_after(""), 1001);
  const auto kept = open();
  EXPECT_THAT(kept->ask(put("1", "/frames/0")), HasSubstr("\"status\":200"));
  std::thread pings([&] {
    for (int i = 0; i < 15; ++i) {
      kept->wire.send(frame(kPing, ""));
      std::this_thread::sleep_for(10ms);
    }
  });
  Event event = kept->next();
  while (event.opcode == kPong) event = kept->next();
  EXPECT_EQ(event.close_code, 1001);
  pings.join();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
}

TEST_F(WebSocketTest, gives_up_on_a_slow_message) {
  options.deadlines.body = 100ms;
  start();
  const auto socket = open();
  const std::string bytes = frame(kBinary, put("1", "/frames/0", std::string(1000, 'j')));
  std::thread dribble([&] {
    for (const char c : bytes) {
      if (!socket->wire.send({&c, 1})) return;
      std::this_thread::sleep_for(1ms);
    }
  });
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(socket->next().close_code, 1008);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 900ms);  // trickling bytes do not prolong it
  dribble.join();
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(WebSocketTest, cuts_off_who_does_not_say_goodbye) {
  options.deadlines.socket_idle = 50ms;
  options.deadlines.linger = 100ms;
  options.connections_max = 1;
  start();
  const auto silent = open();
  EXPECT_EQ(silent->next().close_code, 1001);
  EXPECT_TRUE(eventually([&] { return is_well(); }));  // its place is free again
}

TEST_F(WebSocketTest, survives_clients_that_disconnect) {
  options.io_threads = 2;
  start();
  for (int i = 0; i < 20; ++i) {
    open();
    open()->wire.send("\x82");
    open()->wire.send(frame(kBinary, put("1", "/frames/0")).substr(0, 40));
    open()->wire.send(frame(kBinary, put("1", "/frames/0")));
    Client(port()).send(upgrade());
  }
  {
    const auto handled = open();
    handled->wire.send(frame(kBinary, put("1", "/frames/wait")));
    ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  }
  handler.release();
  EXPECT_TRUE(is_well());
  server->stop(10s);
}

TEST_F(WebSocketTest, stops_with_a_goodbye_and_what_has_begun_answered) {
  options.io_threads = 2;
  start();
  const auto idle = open();
  const auto in_flight = open();
  in_flight->wire.send(frame(kBinary, put("1", "/frames/wait")) + frame(kBinary, put("2", "/frames/next")));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  auto stopped = std::async(std::launch::async, [&] { server->stop(10s); });
  EXPECT_EQ(idle->closes_after(""), 1001);
  handler.release();
  EXPECT_THAT(in_flight->next().payload, HasSubstr("\"id\":\"1\",\"status\":200"));
  EXPECT_EQ(in_flight->closes_after(""), 1001);
  EXPECT_EQ(stopped.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(handler.handled, 1);
}

TEST_F(WebSocketTest, stops_also_when_nobody_says_goodbye_or_the_grace_is_over) {
  start();
  const auto silent = open();
  const auto half = open();
  half->wire.send(frame(kBinary, put("1", "/frames/0")).substr(0, 40));
  std::this_thread::sleep_for(50ms);
  const auto before = std::chrono::steady_clock::now();
  server->stop(1s);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
  EXPECT_EQ(silent->next().close_code, 1001);
  EXPECT_EQ(half->next().opcode, -1);
}

TEST_F(WebSocketTest, survives_2000_random_messages_in_bounded_memory) {
  options.io_threads = 2;
  options.deadlines.socket_idle = 200ms;
  options.deadlines.body = 200ms;
  options.deadlines.linger = 50ms;
  start();
  ASSERT_TRUE(is_well());
  const std::size_t resident_before = resident_bytes();
  std::mt19937 random(20261125);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  std::unique_ptr<PlainSocket> socket;
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    switch (below(4)) {
      case 0:  // noise
        for (std::size_t n = below(300); n > 0; --n) bytes += static_cast<char>(below(256));
        break;
      case 1:  // a message with changed bytes inside a right frame
        bytes = put("1", "/frames/0", std::string(below(3000), 'j'));
        for (std::size_t n = below(4); n > 0; --n) bytes[below(bytes.size())] = static_cast<char>(below(256));
        bytes = frame(kBinary, bytes);
        break;
      case 2:  // a right message with changed bytes in its frame
        bytes = frame(kBinary, put("1", "/frames/0", std::string(below(300), 'j')));
        bytes[below(14)] = static_cast<char>(below(256));
        break;
      default:  // any opcode, fragmented or not
        bytes = frame(static_cast<int>(below(16)), std::string(below(200), 'x'), below(2) == 0);
    }
    if (!socket || below(3) == 0 || !socket->wire.send(bytes)) {
      socket = std::make_unique<PlainSocket>(port());
      socket->open();
      socket->wire.send(bytes);
    }
  }
  socket.reset();
  EXPECT_TRUE(is_well());
  EXPECT_LT(resident_bytes(), resident_before + kResidentGrowthMax);
  server->stop(10s);
}

// --- over TLS

class TlsWebSocketTest : public WebSocketTest {
 protected:
  TlsWebSocketTest() {
    ::signal(SIGPIPE, SIG_IGN);  // SSL_write has no MSG_NOSIGNAL
    std::string pattern = testing::TempDir() + "jianzai-ws-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    options.https_address = "127.0.0.1";
    options.https_port = std::uint16_t{0};
    options.certificate_pem = folder + "/certificate.pem";
    options.key_pem = folder + "/key.pem";
    EXPECT_TRUE(ensure_certificate(options.certificate_pem, options.key_pem, {"localhost", "127.0.0.1"},
                                   SystemClock()));
  }
  ~TlsWebSocketTest() override { std::filesystem::remove_all(folder); }

  std::unique_ptr<TlsSocket> open_tls() {
    auto socket = std::make_unique<TlsSocket>(server->https_port(), options.certificate_pem);
    EXPECT_THAT(socket->open(), testing::StartsWith("HTTP/1.1 101 "));
    return socket;
  }

  std::string folder;
};

TEST_F(TlsWebSocketTest, handles_frames_and_answers) {
  start();
  const auto socket = open_tls();
  EXPECT_EQ(socket->ask(put("7", "/frames/3")),
            R"({"id":"7","status":200,"body":"c=1 here image/jpeg step 2 https PUT /frames/3 4"})");
  EXPECT_THAT(socket->ask(put("8", "/frames/4", std::string(80'000, 'j'))), HasSubstr(" 80000\""));
  EXPECT_EQ(socket->closes_after(frame(kClose, "\x03\xe8")), 1000);
  EXPECT_TRUE(is_well());  // and plain, beside it
}

TEST_F(TlsWebSocketTest, opens_on_a_kept_connection) {
  start();
  TlsSocket socket(server->https_port(), options.certificate_pem);
  EXPECT_THAT(socket.open("GET /frames/none HTTP/1.1\r\nHost: here\r\n\r\n"), HasSubstr(" 204 "));
  EXPECT_THAT(socket.open(), testing::StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(socket.ask(put("1", "/frames/0")), HasSubstr("\"status\":200"));
}

TEST_F(TlsWebSocketTest, closes_with_the_code_of_what_was_wrong) {
  start();
  EXPECT_EQ(open_tls()->closes_after(frame(kText, "x")), 1003);
  EXPECT_EQ(open_tls()->closes_after(frame(kBinary, "x")), 1007);
  EXPECT_EQ(open_tls()->closes_after(frame(3, "x")), 1002);
}

TEST_F(TlsWebSocketTest, survives_clients_that_disconnect_and_stops_with_a_goodbye) {
  options.io_threads = 2;
  start();
  for (int i = 0; i < 10; ++i) {
    open_tls();
    open_tls()->wire.send(frame(kBinary, put("1", "/frames/0")).substr(0, 40));
    open_tls()->wire.send(frame(kBinary, put("1", "/frames/0")));
  }
  const auto idle = open_tls();
  auto stopped = std::async(std::launch::async, [&] { server->stop(10s); });
  EXPECT_EQ(idle->closes_after(""), 1001);
  EXPECT_EQ(stopped.wait_for(5s), std::future_status::ready);
}

}  // namespace
}  // namespace jianzai::http
