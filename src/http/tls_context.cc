#include "http/tls_context.h"

#include <openssl/ssl.h>

namespace jianzai::http {

namespace ssl = boost::asio::ssl;

Result<std::unique_ptr<ssl::context>> make_tls_context(const std::filesystem::path& certificate_pem,
                                                       const std::filesystem::path& key_pem) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  // TLS 1.3 has suites of its own, all of them good.
  const bool is_set = SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1 &&
                      SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!SHA1") == 1;
  if (!is_set) return fail(ErrorCode::kCrypto, "OpenSSL lacks TLS 1.2");
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_PRIORITIZE_CHACHA |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // an idle connection holds no 32 KiB of them

  boost::system::error_code error;
  context->use_certificate_chain_file(certificate_pem.string(), error);
  if (error) return fail(ErrorCode::kIo, "cannot use the certificate " + certificate_pem.string());
  context->use_private_key_file(key_pem.string(), ssl::context::pem, error);
  if (error) return fail(ErrorCode::kIo, "cannot use the key " + key_pem.string());
  return context;
}

}  // namespace jianzai::http
