#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/certificate.h"
#include "http/test_client.h"

namespace jianzai::http {
namespace {

using namespace std::string_literals;

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kBodyBytesMax = 100'000;
constexpr std::size_t kLargeAnswerBytes = 6'000'000;  // more than the socket buffers of both sides

// Answers with what it got. `/wait` blocks until release().
class FakeHandler final : public Handler {
 public:
  std::size_t body_bytes_max(const RequestHead& head) const override {
    if (head.target == "/throw_early") throw std::runtime_error("early");
    return kBodyBytesMax;
  }

  Response handle(const Request& request) override {
    ++handled;
    const std::string& target = request.head.target;
    if (target == "/wait") {
      ++waiting;
      std::unique_lock lock(mutex_);
      released_.wait(lock, [this] { return is_released_; });
    }
    if (target == "/throw") throw std::runtime_error("a handler does not do this");
    if (target == "/missing") return text(404, "nothing here");
    if (target == "/none") return {.status = 204, .content_type = {}, .body = {}, .headers = {}};
    if (target == "/large") return text(200, std::string(kLargeAnswerBytes, 'x'));
    if (target == "/bad_status") return text(7, "");
    if (target == "/headers") {
      Response response = text(200, "");
      response.headers = {{"cache-control", "max-age=1"},
                          {"Set-Cookie", "a=1"},
                          {"Set-Cookie", "b=2"},
                          {"X-Split", "a\r\nX-Injected: yes"},
                          {"Content-Length", "7"}};
      return response;
    }
    if (target == "/header") return text(200, std::string(request.head.header("x-asked").value_or("none")));
    const std::string scheme = request.head.is_secure ? "https " : "http ";
    return text(200, scheme + request.head.method + " " + target + " " + std::string(as_text(request.body)));
  }

  Response refuse(TransportFault fault, std::string_view) const override {
    switch (fault) {
      case TransportFault::kMalformed:
        return text(400, "malformed");
      case TransportFault::kHeaderTooLarge:
        return text(431, "header too large");
      case TransportFault::kBodyTooLarge:
        return text(413, "body too large");
      case TransportFault::kTooSlow:
        return text(408, "too slow");
      case TransportFault::kBusy:
        return text(503, "busy");
    }
    return text(500, "");
  }

  void release() {
    const std::lock_guard lock(mutex_);
    is_released_ = true;
    released_.notify_all();
  }

  std::atomic<int> handled = 0;
  std::atomic<int> waiting = 0;

 private:
  static Response text(int status, std::string body) {
    return {.status = status, .content_type = "text/plain", .body = std::move(body), .headers = {}};
  }

  std::mutex mutex_;
  std::condition_variable released_;
  bool is_released_ = false;
};

std::string get(const std::string& target, const std::string& headers = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}
std::string post(const std::string& target, const std::string& body, const std::string& headers = {}) {
  return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string post_chunked(const std::string& target, const std::string& chunks,
                         const std::string& headers = {}) {
  return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "Transfer-Encoding: chunked\r\n\r\n" +
         chunks;
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() { options.http_port = std::uint16_t{0}; }
  ~ServerTest() override { handler.release(); }

  // With `options` as they are by then.
  void start() {
    auto created = Server::create(options, handler);
    ASSERT_TRUE(created) << created.error().detail;
    server = std::move(*created);
    server->start();
  }
  std::uint16_t port() const { return server->http_port(); }
  // A new connection, a request, its answer.
  Answer ask(std::string_view request) { return Client(port()).ask(request); }
  bool is_well() { return ask(get("/")).status == 200; }

  ServerOptions options;
  FakeHandler handler;
  std::unique_ptr<Server> server;
};

// --- requests and answers

TEST_F(ServerTest, answers_one_request_after_the_other_on_a_kept_connection) {
  start();
  Client client(port());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(client.ask(post("/" + std::to_string(i), "body")).body,
              "http POST /" + std::to_string(i) + " body");
  }
}

TEST_F(ServerTest, answers_pipelined_requests_in_their_order) {
  options.worker_threads = 4;
  start();
  Client client(port());
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    const std::string body(static_cast<std::size_t>(i) * 100, 'b');
    requests += i % 2 == 0 ? get("/" + std::to_string(i)) : post("/" + std::to_string(i), body);
  }
  client.send(requests);
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(client.read().body, HasSubstr(" /" + std::to_string(i) + " "));
  }
}

TEST_F(ServerTest, understands_a_request_that_arrives_byte_by_byte) {
  start();
  Client client(port());
  for (const char c :
       post("/bytes", "body") + post_chunked("/chunks", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")) {
    client.send({&c, 1});
  }
  EXPECT_EQ(client.read().body, "http POST /bytes body");
  EXPECT_EQ(client.read().body, "http POST /chunks abcde");
}

TEST_F(ServerTest, serves_head_as_get_without_the_body) {
  start();
  Client client(port());
  client.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer answer = client.read(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("Content-Length: 14\r\n"));  // of `http GET /abc `
  EXPECT_EQ(client.ask(get("/next")).body, "http GET /next ");
}

TEST_F(ServerTest, passes_the_handlers_status_on) {
  start();
  const Answer missing = ask(get("/missing"));
  EXPECT_EQ(missing.status, 404);
  EXPECT_THAT(missing.head, StartsWith("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_EQ(missing.body, "nothing here");
  const Answer none = ask(get("/none"));
  EXPECT_EQ(none.status, 204);
  EXPECT_THAT(none.head, testing::Not(HasSubstr("Content-Length")));
}

TEST_F(ServerTest, sends_the_security_headers) {
  start();
  const std::string head = ask(get("/")).head;
  EXPECT_THAT(head, testing::ContainsRegex("\r\nX-Request-Id: [0-9a-f]{16}\r\n"));
  EXPECT_THAT(head, testing::ContainsRegex("\r\nDate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} "));
  EXPECT_THAT(head, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nReferrer-Policy: no-referrer\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nX-Frame-Options: DENY\r\n"));
  EXPECT_THAT(head,
              HasSubstr("\r\nPermissions-Policy: camera=(self), microphone=(self), geolocation=()\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Security-Policy: default-src 'self'; "));
  EXPECT_THAT(head, HasSubstr("\r\nCache-Control: no-store\r\n"));
  EXPECT_THAT(head, testing::Not(HasSubstr("Strict-Transport-Security")));
  EXPECT_THAT(ask("nonsense\r\n\r\n").head, HasSubstr("\r\nX-Frame-Options: DENY\r\n"));
}

TEST_F(ServerTest, lets_the_handler_override_headers_but_not_the_framing) {
  start();
  const std::string head = ask(get("/headers")).head;
  EXPECT_THAT(head, HasSubstr("\r\ncache-control: max-age=1\r\n"));
  EXPECT_THAT(head, testing::Not(HasSubstr("no-store")));
  EXPECT_THAT(head, HasSubstr("\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
  EXPECT_THAT(head, testing::Not(HasSubstr("X-Injected")));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 0\r\n"));
  EXPECT_THAT(head, testing::Not(HasSubstr("Content-Length: 7")));
}

TEST_F(ServerTest, answers_500_when_a_handler_throws) {
  start();
  Client client(port());
  const Answer answer = client.ask(get("/throw"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.head, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(answer.body, HasSubstr("\"code\":\"INTERNAL\""));
  EXPECT_EQ(client.ask(get("/bad_status")).status, 500);
  EXPECT_EQ(client.ask(get("/throw_early")).status, 500);
  EXPECT_TRUE(is_well());
}

TEST_F(ServerTest, keeps_an_old_clients_connection_only_when_asked) {
  start();
  Client kept(port());
  EXPECT_THAT(kept.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head,
              HasSubstr("Connection: keep-alive"));
  EXPECT_EQ(kept.ask("GET / HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_TRUE(kept.sees_end());
}

TEST_F(ServerTest, answers_a_client_that_has_closed_its_side) {
  start();
  Client client(port());
  client.send(get("/last"));
  client.end_sending();
  EXPECT_EQ(client.read().body, "http GET /last ");
  EXPECT_TRUE(client.sees_end());
}

TEST_F(ServerTest, sends_a_large_answer_whole) {
  start();
  Client client(port());
  EXPECT_EQ(client.ask(get("/large")).body, std::string(kLargeAnswerBytes, 'x'));
  EXPECT_EQ(client.ask(get("/")).status, 200);
}

// --- bodies

TEST_F(ServerTest, takes_bodies_up_to_the_limit) {
  start();
  const std::string largest(kBodyBytesMax, 'b');
  EXPECT_EQ(ask(post("/", largest)).body, "http POST / " + largest);
  EXPECT_EQ(ask(post("/", largest + 'b')).status, 413);
  EXPECT_EQ(ask(post_chunked("/", "186a0\r\n" + largest + "\r\n0\r\n\r\n")).body, "http POST / " + largest);
  EXPECT_EQ(ask(post_chunked("/", "186a0\r\n" + largest + "\r\n1\r\nb\r\n0\r\n\r\n")).status, 413);
  EXPECT_EQ(ask(post_chunked("/", "ffffffffffffffff\r\n")).status, 413);
  EXPECT_EQ(ask(post_chunked("/", "10000000000000000\r\n")).status, 400);
  EXPECT_EQ(handler.handled, 2);
}

TEST_F(ServerTest, refuses_an_announced_large_body_without_reading_it) {
  start();
  Client client(port());
  const Answer answer =
      client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");  // and not a byte of it
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.head, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(client.sees_end());
}

TEST_F(ServerTest, lets_a_client_that_sends_a_large_body_first_read_the_refusal) {
  start();
  Client client(port());
  // NOLINTNEXTLINE(bugprone-string-constructor): it is meant to be this long
  EXPECT_TRUE(client.send(post("/", std::string(10'000'000, 'b'))));
  EXPECT_EQ(client.read().status, 413);
  EXPECT_TRUE(client.sees_end());
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(ServerTest, refuses_an_endless_chunked_body_in_bounded_memory_and_ends_it) {
  start();
  ASSERT_TRUE(is_well());
  const std::string chunk = "4000\r\n" + std::string(0x4000, 'b') + "\r\n";
  const std::size_t resident_before = resident_bytes();
  Client client(port());
  client.send(post_chunked("/", ""));
  std::size_t sent = 0;
  std::thread sender([&] {
    while (sent < 200'000'000 && client.send(chunk)) sent += chunk.size();
  });
  EXPECT_EQ(client.read().status, 413);
  sender.join();
  EXPECT_LT(sent, 40'000'000);  // what is drained, and what the socket buffers hold
  EXPECT_LT(resident_bytes(), resident_before + 8'000'000);
  EXPECT_EQ(handler.handled, 1);
}

TEST_F(ServerTest, says_continue_to_a_client_that_waits_for_it) {
  start();
  const std::string expecting = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  Client client(port());
  EXPECT_EQ(client.ask(expecting + "4\r\n\r\n").head, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.ask("body").body, "http POST / body");
  EXPECT_EQ(client.ask(expecting + "4\r\n\r\nbody").body, "http POST / body");  // did not wait: no 100
  EXPECT_EQ(client.ask(expecting + "10000000\r\n\r\n").status, 413);
}

TEST_F(ServerTest, does_not_take_trailers_for_headers) {
  start();
  EXPECT_EQ(
      ask(post_chunked("/header", "1\r\na\r\n0\r\nX-Asked: trailer\r\n\r\n", "X-Asked: header\r\n")).body,
      "header");
  EXPECT_EQ(ask(post_chunked("/header", "1\r\na\r\n0\r\nX-Asked: trailer\r\n\r\n")).body, "none");
  EXPECT_EQ(ask(post_chunked("/", "0\r\nContent-Length: 5\r\n\r\n")).status, 400);
  EXPECT_EQ(ask(post_chunked("/", "0\r\nX: " + std::string(200'000, 'x'))).status, 400);  // endless
  EXPECT_EQ(ask(post_chunked("/", "1;" + std::string(200'000, 'x'))).status, 400);
}

TEST_F(ServerTest, takes_an_empty_chunked_body_in_pieces) {
  start();
  Client client(port());
  client.send(post_chunked("/", ""));
  for (const char* piece : {"0", "\r\n", "\r", "\n"}) {
    std::this_thread::sleep_for(20ms);
    client.send(piece);
  }
  EXPECT_EQ(client.read().body, "http POST / ");
}

TEST_F(ServerTest, is_busy_when_all_bodies_together_grow_too_large) {
  options.body_bytes_in_flight_max = 150'000;
  options.worker_threads = 1;
  start();
  Client first(port());
  first.send(post("/wait", std::string(kBodyBytesMax, 'b')));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  EXPECT_EQ(ask(post("/", std::string(kBodyBytesMax, 'b'))).status, 503);
  handler.release();
  EXPECT_EQ(first.read().status, 200);
  EXPECT_EQ(ask(post("/", std::string(kBodyBytesMax, 'b'))).status, 200);
}

// --- what is not HTTP as it should be

TEST_F(ServerTest, refuses_malformed_requests_and_closes) {
  start();
  const std::string host = "Host: a\r\n";
  for (const std::string& request : {
           std::string("nonsense\r\n\r\n"),
           std::string("GET /\r\n\r\n"),
           "GET / HTTP/2.0\r\n" + host + "\r\n",
           "GET / HTTP/1.1\n" + host + "\r\n",
           "GE T / HTTP/1.1\r\n" + host + "\r\n",
           "GET / HTTP/1.1\r\n" + host + "Broken\r\n\r\n",
           "GET / HTTP/1.1\r\n" + host + "Space : before\r\n\r\n",
           "GET / HTTP/1.1\r\n" + host + "Nul: " + std::string(1, '\0') + "\r\n\r\n",
           std::string("GET / HTTP/1.1\r\n\r\n"),
           "GET / HTTP/1.1\r\n" + host + host + "\r\n",
           "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\r\n\r\n"s,
       }) {
    Client client(port());
    const Answer answer = client.ask(request);
    EXPECT_EQ(answer.status, 400) << request;
    EXPECT_THAT(answer.head, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(client.sees_end()) << request;
  }
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(ServerTest, refuses_what_two_servers_could_read_differently) {
  start();
  const std::string hidden = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::string framing : {
           "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
           "Content-Length: 5\r\nContent-Length: 6\r\n",
           "Content-Length: 5\r\nContent-Length: 5\r\n",
           "Content-Length: 5, 5\r\n",
           "Content-Length: +5\r\n",
           "Content-Length: -5\r\n",
           "Content-Length: 0x5\r\n",
           "Content-Length: 5 5\r\n",
           "Content-Length:\r\n",
           "Content-Length : 5\r\n",
           "Content-Length: 99999999999999999999\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: gzip, chunked\r\n",
           "Transfer-Encoding: chunked, gzip\r\n",
           "Transfer-Encoding: identity\r\n",
           "Transfer-Encoding: xchunked\r\n",
           "Transfer-Encoding:\vchunked\r\n",
           "Transfer-Encoding : chunked\r\n",
           "X: y\r\n Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n",
       }) {
    Client client(port());
    EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n" + hidden).status, 400)
        << framing;
    EXPECT_TRUE(client.sees_end()) << framing;
  }
  EXPECT_EQ(ask("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + hidden).status, 400);
  EXPECT_EQ(ask(post_chunked("/", "-1\r\n")).status, 400);
  EXPECT_EQ(ask(post_chunked("/", "0x1\r\na\r\n0\r\n\r\n")).status, 400);
  EXPECT_EQ(ask(post_chunked("/", "1\na\r\n0\r\n\r\n")).status, 400);
  EXPECT_EQ(ask(post_chunked("/", "1\r\nab\r\n0\r\n\r\n")).status, 400);
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(ServerTest, refuses_a_header_beyond_the_limit) {
  start();
  EXPECT_EQ(ask(get("/header", "X-Asked: " + std::string(15'000, 'x') + "\r\n")).body,
            std::string(15'000, 'x'));
  for (const std::string& request : {get("/", "X: " + std::string(limits::kHeaderBytesMax, 'x') + "\r\n"),
                                     get("/" + std::string(300'000, 'x')), std::string(300'000, 'x')}) {
    Client client(port());
    client.send(request);
    const Answer answer = client.read();
    EXPECT_EQ(answer.status, 431) << request.substr(0, 20);
    EXPECT_TRUE(client.sees_end());
  }
}

// --- slow, many, gone

TEST_F(ServerTest, gives_up_on_a_slow_header) {
  options.deadlines.header = 100ms;
  start();
  Client client(port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  std::thread dribble([&] {
    for (int i = 0; i < 100 && client.send("x"); ++i) std::this_thread::sleep_for(10ms);
  });
  const auto before = steady_clock::now();
  EXPECT_EQ(client.read().status, 408);
  EXPECT_LT(steady_clock::now() - before, 900ms);  // trickling bytes do not prolong it
  dribble.join();
}

TEST_F(ServerTest, gives_up_on_a_slow_body) {
  options.deadlines.body = 100ms;
  start();
  Client client(port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  std::thread dribble([&] {
    for (int i = 0; i < 100 && client.send("x"); ++i) std::this_thread::sleep_for(10ms);
  });
  const auto before = steady_clock::now();
  EXPECT_EQ(client.read().status, 408);
  EXPECT_LT(steady_clock::now() - before, 900ms);
  dribble.join();
  EXPECT_EQ(handler.handled, 0);
}

TEST_F(ServerTest, closes_a_connection_that_stays_silent) {
  options.deadlines.header = 50ms;
  options.deadlines.idle = 150ms;
  start();
  const auto before = steady_clock::now();
  Client fresh(port());
  EXPECT_TRUE(fresh.sees_end());
  Client kept(port());
  EXPECT_EQ(kept.ask(get("/")).status, 200);
  EXPECT_TRUE(kept.sees_end());
  EXPECT_LT(steady_clock::now() - before, 2s);
}

TEST_F(ServerTest, gives_up_on_a_client_that_does_not_read) {
  options.deadlines.write = 100ms;
  options.connections_max = 1;
  start();
  Client client(port());
  client.send(get("/large"));
  EXPECT_TRUE(eventually([&] { return is_well(); }));  // its place is free again
}

TEST_F(ServerTest, stops_waiting_for_a_client_that_stays_after_a_refusal) {
  options.deadlines.linger = 100ms;
  options.connections_max = 1;
  start();
  Client client(port());
  EXPECT_EQ(client.ask("nonsense\r\n\r\n").status, 400);
  EXPECT_TRUE(eventually([&] { return is_well(); }));
}

TEST_F(ServerTest, survives_clients_that_disconnect_in_the_middle) {
  options.io_threads = 2;
  start();
  for (int i = 0; i < 20; ++i) {
    Client(port()).send("GE");
    Client(port()).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf");
    Client(port()).send(post_chunked("/", "10\r\nhalf"));
    Client(port()).send(get("/large"));
    Client mid_answer(port());
    mid_answer.send(get("/large"));
    ASSERT_TRUE(eventually([&] { return handler.handled > i; }));
  }
  EXPECT_TRUE(is_well());
  server->stop(10s);
}

TEST_F(ServerTest, survives_a_client_that_disconnects_while_it_is_handled) {
  start();
  {
    Client client(port());
    client.send(get("/wait"));
    ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  }
  handler.release();
  EXPECT_TRUE(is_well());
}

TEST_F(ServerTest, serves_many_connections_at_once) {
  options.io_threads = 2;
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(std::make_unique<Client>(port()));
  for (int round = 0; round < 3; ++round) {
    for (auto& client : clients) client->send(post("/many", "x"));
    for (auto& client : clients) ASSERT_EQ(client->read().body, "http POST /many x");
  }
}

TEST_F(ServerTest, closes_connections_beyond_the_limit_at_once) {
  options.connections_max = 2;
  start();
  Client first(port());
  auto second = std::make_unique<Client>(port());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  EXPECT_EQ(second->ask(get("/")).status, 200);
  EXPECT_TRUE(Client(port()).sees_end());
  second.reset();
  EXPECT_TRUE(eventually([&] { return is_well(); }));
  EXPECT_EQ(first.ask(get("/")).status, 200);
}

TEST_F(ServerTest, is_busy_when_the_queue_is_full) {
  options.worker_threads = 1;
  options.request_queue_max = 1;
  start();
  Client running(port());
  running.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  Client queued(port());
  Client refused(port());
  queued.send(get("/queued"));
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(refused.ask(get("/refused")).status, 503);
  handler.release();
  EXPECT_EQ(running.read().status, 200);
  EXPECT_EQ(queued.read().status, 200);
  EXPECT_EQ(refused.ask(get("/again")).status, 200);  // the connection was kept
}

// --- stop

TEST_F(ServerTest, stops_with_the_request_in_flight_answered_and_new_ones_refused) {
  options.io_threads = 2;
  start();
  const std::uint16_t served_port = port();
  Client idle(served_port);
  EXPECT_EQ(idle.ask(get("/")).status, 200);
  Client in_flight(served_port);
  in_flight.send(get("/wait") + get("/pipelined"));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));

  auto stopped = std::async(std::launch::async, [&] { server->stop(10s); });
  EXPECT_TRUE(idle.sees_end());
  EXPECT_TRUE(eventually([&] { return !Client(served_port).is_connected(); }));
  EXPECT_EQ(stopped.wait_for(0s), std::future_status::timeout);

  handler.release();
  const Answer answer = in_flight.read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(in_flight.sees_end());
  in_flight.disconnect();
  EXPECT_EQ(stopped.wait_for(5s), std::future_status::ready);
  server->stop(1s);  // once more does nothing
}

TEST_F(ServerTest, drops_what_is_queued_when_the_grace_is_over) {
  options.worker_threads = 1;
  start();
  Client in_flight(port());
  in_flight.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  Client queued(port());
  queued.send(get("/queued"));
  Client reading(port());
  reading.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  std::this_thread::sleep_for(50ms);

  auto stopped = std::async(std::launch::async, [&] { server->stop(0s); });
  EXPECT_EQ(in_flight.read().status, 0);
  EXPECT_EQ(queued.read().status, 0);
  EXPECT_EQ(reading.read().status, 0);
  EXPECT_EQ(stopped.wait_for(50ms),
            std::future_status::timeout);  // waits for handle(), which borrows the handler
  handler.release();
  EXPECT_EQ(stopped.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(handler.handled, 1);
}

TEST_F(ServerTest, stops_under_load) {
  options.io_threads = 2;
  options.worker_threads = 2;
  start();
  std::vector<std::thread> load;
  const std::uint16_t served_port = port();
  for (int i = 0; i < 4; ++i) {
    load.emplace_back([served_port] {
      for (Answer answer{.status = 200, .head = {}, .body = {}}; answer.status == 200;) {
        Client client(served_port);
        for (int request = 0; request < 3 && answer.status == 200; ++request) answer = client.ask(get("/"));
      }
    });
  }
  ASSERT_TRUE(eventually([&] { return handler.handled > 50; }));
  server->stop(5s);
  for (auto& thread : load) thread.join();
}

TEST_F(ServerTest, can_be_destroyed_without_start_or_stop) {
  ASSERT_TRUE(Server::create(options, handler));
  start();
  Client client(port());
  EXPECT_EQ(client.ask(get("/")).status, 200);
  server.reset();
  EXPECT_TRUE(client.sees_end());
}

TEST_F(ServerTest, says_what_it_cannot_bind_or_read) {
  start();
  ServerOptions taken = options;
  taken.http_port = port();
  const auto in_use = Server::create(taken, handler);
  ASSERT_FALSE(in_use);
  EXPECT_EQ(in_use.error().code, ErrorCode::kIo);
  EXPECT_THAT(in_use.error().detail, HasSubstr("127.0.0.1 port " + std::to_string(port())));

  ServerOptions nowhere = options;
  nowhere.http_address = "localhost";
  EXPECT_THAT(Server::create(nowhere, handler).error().detail, HasSubstr("localhost"));

  ServerOptions no_file = options;
  no_file.https_port = std::uint16_t{0};
  no_file.certificate_pem = "/nowhere/certificate.pem";
  const auto unreadable = Server::create(no_file, handler);
  ASSERT_FALSE(unreadable);
  EXPECT_EQ(unreadable.error().code, ErrorCode::kIo);
  EXPECT_THAT(unreadable.error().detail, HasSubstr("/nowhere/certificate.pem"));
}

// --- TLS

class TlsServerTest : public ServerTest {
 protected:
  TlsServerTest() {
    // SSL_write has no MSG_NOSIGNAL: the test's own client could end the test.
    ::signal(SIGPIPE, SIG_IGN);
    std::string pattern = testing::TempDir() + "jianzai-tls-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    options.https_address = "127.0.0.1";
    options.https_port = std::uint16_t{0};
    options.certificate_pem = folder + "/certificate.pem";
    options.key_pem = folder + "/key.pem";
    EXPECT_TRUE(ensure_certificate(options.certificate_pem, options.key_pem, {"localhost", "127.0.0.1"},
                                   SystemClock()));
  }
  ~TlsServerTest() override { std::filesystem::remove_all(folder); }

  std::string folder;
};

TEST_F(TlsServerTest, serves_with_the_certificate_that_we_make) {
  start();
  TlsClient client(server->https_port(), options.certificate_pem);
  ASSERT_TRUE(client.is_connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  client.send(post("/first", "body") + get("/last", "Connection: close\r\n"));
  bool is_clean = false;
  const std::string answers = client.read_all(is_clean);
  EXPECT_THAT(answers, HasSubstr("https POST /first body"));
  EXPECT_THAT(answers, HasSubstr("https GET /last "));
  EXPECT_TRUE(is_clean);
  EXPECT_TRUE(is_well());  // and plain, beside it
}

TEST_F(TlsServerTest, speaks_no_tls_older_than_1_2) {
  start();
  EXPECT_EQ(TlsClient(server->https_port(), options.certificate_pem, TLS1_2_VERSION).version(), "TLSv1.2");
  EXPECT_FALSE(TlsClient(server->https_port(), options.certificate_pem, TLS1_1_VERSION).is_connected());
}

TEST_F(TlsServerTest, lets_a_client_that_sends_a_large_body_read_the_refusal) {
  start();
  TlsClient client(server->https_port(), options.certificate_pem);
  ASSERT_TRUE(client.is_connected());
  EXPECT_TRUE(client.send(post("/", std::string(5'000'000, 'b'))));
  bool is_clean = false;
  EXPECT_THAT(client.read_all(is_clean), StartsWith("HTTP/1.1 413 "));
  EXPECT_TRUE(is_clean);
}

TEST_F(TlsServerTest, gives_up_on_a_slow_handshake_header_and_body) {
  options.deadlines.handshake = 100ms;
  options.deadlines.header = 100ms;
  options.deadlines.body = 100ms;
  start();
  Client silent(server->https_port());
  EXPECT_TRUE(silent.sees_end());
  bool is_clean = false;
  TlsClient slow_header(server->https_port(), options.certificate_pem);
  slow_header.send("GET / HT");
  EXPECT_THAT(slow_header.read_all(is_clean), StartsWith("HTTP/1.1 408 "));
  TlsClient slow_body(server->https_port(), options.certificate_pem);
  slow_body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_THAT(slow_body.read_all(is_clean), StartsWith("HTTP/1.1 408 "));
}

TEST_F(TlsServerTest, survives_what_is_not_tls_and_who_disconnects) {
  options.io_threads = 2;
  start();
  Client plain(server->https_port());
  plain.send(get("/"));
  EXPECT_EQ(plain.read().status, 0);
  for (int i = 0; i < 10; ++i) {
    Client(server->https_port()).send("\x16\x03\x01");
    TlsClient(server->https_port(), options.certificate_pem).send(get("/large"));
    TlsClient(server->https_port(), options.certificate_pem)
        .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
  }
  TlsClient well(server->https_port(), options.certificate_pem);
  well.send(get("/", "Connection: close\r\n"));
  bool is_clean = false;
  EXPECT_THAT(well.read_all(is_clean), StartsWith("HTTP/1.1 200 "));
  server->stop(10s);
}

TEST_F(TlsServerTest, stops_with_the_request_in_flight_answered) {
  start();
  Client handshaking(server->https_port());
  TlsClient idle(server->https_port(), options.certificate_pem);
  TlsClient in_flight(server->https_port(), options.certificate_pem);
  in_flight.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return handler.waiting == 1; }));
  auto stopped = std::async(std::launch::async, [&] { server->stop(10s); });
  bool is_clean = false;
  EXPECT_EQ(idle.read_all(is_clean), "");
  EXPECT_TRUE(handshaking.sees_end());
  handler.release();
  EXPECT_THAT(in_flight.read_all(is_clean), HasSubstr("https GET /wait "));
  EXPECT_TRUE(is_clean);
  EXPECT_EQ(stopped.wait_for(5s), std::future_status::ready);
}

}  // namespace
}  // namespace jianzai::http
