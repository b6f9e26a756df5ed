#pragma once

#include <filesystem>
#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "base/result.h"

namespace jianzai::http {

// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only, no renegotiation.
// Errors: kIo with the file that cannot be read or used.
[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>> make_tls_context(
    const std::filesystem::path& certificate_pem, const std::filesystem::path& key_pem);

}  // namespace jianzai::http
