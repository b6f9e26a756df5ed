#include "http/certificate.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <set>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/handle.h"

namespace jianzai::http {

namespace {

using std::filesystem::path;

constexpr std::chrono::days kValidity{397};
constexpr std::chrono::days kValidityLeftMin{30};
constexpr std::chrono::hours kClientClockBehind{1};
constexpr const char* kCommonName = "Jianzai";

using Bio = Handle<BIO, BIO_free_all>;
using Number = Handle<BIGNUM, BN_free>;
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using Name = Handle<GENERAL_NAME, GENERAL_NAME_free>;
using Names = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;

// A host name or an IP address as a subject alternative name; null when it is neither.
Name to_general_name(const std::string& text) {
  Name name(GENERAL_NAME_new());
  if (ASN1_OCTET_STRING* const address = a2i_IPADDRESS(text.c_str())) {
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, address);
    return name;
  }
  const bool is_host =
      !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '*';
      });
  if (!is_host) return nullptr;
  ASN1_IA5STRING* const host = ASN1_IA5STRING_new();
  ASN1_STRING_set(host, text.data(), static_cast<int>(text.size()));
  GENERAL_NAME_set0_value(name.get(), GEN_DNS, host);
  return name;
}

// The same text for the same name, whatever its case.
std::string to_comparable(const GENERAL_NAME& name) {
  int type = 0;
  const auto* const value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(&name, &type));
  if (type != GEN_DNS && type != GEN_IPADD) return {};
  std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                   static_cast<std::size_t>(ASN1_STRING_length(value)));
  if (type == GEN_IPADD) return "ip " + text;
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return "host " + text;
}

std::time_t to_seconds(Time at) { return std::chrono::system_clock::to_time_t(at); }

Certificate read_certificate(const path& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"));
  return Certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

Key read_key(const path& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"));
  // A key with a password: asks nobody for it, and fails.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  return Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr);
}

bool names_all(const X509* certificate, const std::vector<Name>& wanted) {
  const Names names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::set<std::string> there;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    there.insert(to_comparable(*sk_GENERAL_NAME_value(names.get(), i)));
  }
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const Name& name) { return there.contains(to_comparable(*name)); });
}

bool is_usable(const path& certificate_pem, const path& key_pem, const std::vector<Name>& names, Time now) {
  const Certificate certificate = read_certificate(certificate_pem);
  const Key key = read_key(key_pem);
  if (!certificate || !key || X509_check_private_key(certificate.get(), key.get()) != 1) return false;
  std::time_t from_s = to_seconds(now);
  std::time_t until_s = to_seconds(now + kValidityLeftMin);
  return X509_cmp_time(X509_get0_notBefore(certificate.get()), &from_s) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate.get()), &until_s) > 0 &&
         names_all(certificate.get(), names);
}

bool add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_names(X509* certificate, const std::vector<Name>& names) {
  const Names list(GENERAL_NAMES_new());
  for (const Name& name : names) {
    if (sk_GENERAL_NAME_push(list.get(), GENERAL_NAME_dup(name.get())) <= 0) return false;
  }
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, 0) == 1;
}

// Null when OpenSSL fails.
Certificate make_certificate(EVP_PKEY* key, const std::vector<Name>& names, Time now) {
  Certificate made(X509_new());
  X509* const certificate = made.get();
  const Number serial(BN_new());
  X509_NAME* const subject = X509_get_subject_name(certificate);
  const Time from = now - kClientClockBehind;
  const bool is_made =
      X509_set_version(certificate, X509_VERSION_3) == 1 &&
      BN_rand(serial.get(), 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
      BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr &&
      ASN1_TIME_set(X509_getm_notBefore(certificate), to_seconds(from)) != nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(certificate), to_seconds(from + kValidity)) != nullptr &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(kCommonName), -1, -1, 0) == 1 &&
      X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1 &&
      add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
      add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
      add_extension(certificate, NID_subject_key_identifier, "hash") && add_names(certificate, names) &&
      X509_sign(certificate, key, EVP_sha256()) > 0;
  return is_made ? std::move(made) : nullptr;
}

std::string_view content_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, size > 0 ? static_cast<std::size_t>(size) : 0};
}

// Written aside, flushed, then renamed: a crash leaves the whole file or the one before.
Result<void> write_file(const path& file, std::string_view content, mode_t mode) {
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  const path aside = file.string() + ".new";
  std::filesystem::remove(aside, error);  // what a crash left may have another mode
  const int handle = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (handle < 0) return fail(ErrorCode::kIo, "cannot create " + aside.string());
  const bool written =
      ::write(handle, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  const bool flushed = ::fsync(handle) == 0;
  ::close(handle);
  if (written && flushed) std::filesystem::rename(aside, file, error);
  if (!written || !flushed || error) return fail(ErrorCode::kIo, "cannot write " + file.string());
  return {};
}

}  // namespace

Result<void> ensure_certificate(const path& certificate_pem, const path& key_pem,
                                const std::vector<std::string>& names, const Clock& clock) {
  std::vector<Name> general_names;
  for (const std::string& name : names) {
    general_names.push_back(to_general_name(name));
    if (!general_names.back()) return fail(ErrorCode::kCrypto, "not a host name or an IP address: " + name);
  }
  if (general_names.empty()) return fail(ErrorCode::kCrypto, "a certificate needs a name");
  if (is_usable(certificate_pem, key_pem, general_names, clock.now())) return {};

  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = key ? make_certificate(key.get(), general_names, clock.now()) : nullptr;
  const Bio key_text(BIO_new(BIO_s_secmem()));
  const Bio certificate_text(BIO_new(BIO_s_mem()));
  const bool is_written =
      certificate &&
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1;
  if (!is_written) return fail(ErrorCode::kCrypto, "OpenSSL cannot make a certificate");
  TRY(write_file(key_pem, content_of(key_text.get()), 0600));
  TRY(write_file(certificate_pem, content_of(certificate_text.get()), 0644));
  return {};
}

}  // namespace jianzai::http
