// Blocking clients that send what they are told to, right or wrong.
#pragma once

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

namespace jianzai::http {

inline bool eventually(const std::function<bool()>& is_so) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < end) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

struct Answer {
  int status = 0;  // 0: the connection ended before a whole answer
  std::string head;
  std::string body;
};

// A blocking client that sends what it is told to, right or wrong.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    is_connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Client() { disconnect(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool is_connected() const { return is_connected_; }

  // False when the connection is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  Answer read(bool is_to_head = false) {
    while (received_.find("\r\n\r\n") == std::string::npos) {
      if (!receive()) return {};
    }
    Answer answer;
    const std::size_t head_size = received_.find("\r\n\r\n") + 4;
    answer.head = received_.substr(0, head_size);
    std::size_t body_size = 0;
    const std::size_t length_at = answer.head.find("Content-Length: ");
    if (length_at != std::string::npos && !is_to_head)
      body_size = std::stoul(answer.head.substr(length_at + 16));
    while (received_.size() < head_size + body_size) {
      if (!receive()) return {};
    }
    answer.body = received_.substr(head_size, body_size);
    received_.erase(0, head_size + body_size);
    answer.status = std::stoi(answer.head.substr(9, 3));
    return answer;
  }

  Answer ask(std::string_view request) {
    send(request);
    return read();
  }

  // What came until now, at least a byte; nothing at the end.
  std::string receive_some() {
    if (received_.empty()) (void)receive();
    return std::exchange(received_, {});
  }

  // Whether the server ends the connection without another byte.
  bool sees_end() { return received_.empty() && !receive() && !timed_out_; }

  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  void disconnect() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

 private:
  bool receive() {
    std::array<char, 16 * 1024> block;
    const ssize_t count = ::recv(socket_, block.data(), block.size(), 0);
    timed_out_ = count < 0 && errno == EAGAIN;
    if (count <= 0) return false;
    received_.append(block.data(), static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  bool is_connected_ = false;
  bool timed_out_ = false;
  std::string received_;
};

inline std::size_t resident_bytes() {
  std::size_t all = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// A client that trusts nothing but the server's certificate and wants it to name 127.0.0.1.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, const std::string& certificate_pem, int version_max = TLS1_3_VERSION)
      : context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free), stream_(nullptr, &SSL_free) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), version_max);
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_load_verify_locations(context_.get(), certificate_pem.c_str(), nullptr);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    stream_.reset(SSL_new(context_.get()));
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream_.get()), "127.0.0.1");
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return;
    SSL_set_fd(stream_.get(), socket_);
    is_connected_ = SSL_connect(stream_.get()) == 1;
  }
  ~TlsClient() { ::close(socket_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool is_connected() const { return is_connected_; }
  std::string version() const { return SSL_get_version(stream_.get()); }
  bool send(std::string_view bytes) {
    return SSL_write(stream_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
           static_cast<int>(bytes.size());
  }
  // What came until now, at least a byte; nothing at the end.
  std::string receive_some() {
    std::array<char, 16 * 1024> block;
    const int count = SSL_read(stream_.get(), block.data(), static_cast<int>(block.size()));
    if (count <= 0) return {};
    return {block.data(), static_cast<std::size_t>(count)};
  }
  // All until the server ends the connection; `is_clean`: with close_notify.
  std::string read_all(bool& is_clean) {
    std::string text;
    std::array<char, 16 * 1024> block;
    int count = 0;
    while ((count = SSL_read(stream_.get(), block.data(), static_cast<int>(block.size()))) > 0) {
      text.append(block.data(), static_cast<std::size_t>(count));
    }
    is_clean = SSL_get_error(stream_.get(), count) == SSL_ERROR_ZERO_RETURN;
    return text;
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> stream_;
  int socket_ = -1;
  bool is_connected_ = false;
};

}  // namespace jianzai::http
