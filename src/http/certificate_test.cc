#include "http/certificate.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace jianzai::http {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

class CertificateTest : public testing::Test {
 protected:
  CertificateTest() {
    std::string pattern = testing::TempDir() + "jianzai-certificate-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    certificate = folder / "certificate.pem";
    key = folder / "key.pem";
  }
  ~CertificateTest() override { std::filesystem::remove_all(folder); }

  Result<void> ensure(const Names& names) { return ensure_certificate(certificate, key, names, clock); }
  // Whether it makes another one.
  bool renews(const Names& names) {
    const std::string before = content(certificate);
    EXPECT_TRUE(ensure(names));
    return content(certificate) != before;
  }
  std::unique_ptr<X509, decltype(&X509_free)> read() {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_file(certificate.c_str(), "r"), &BIO_free);
    return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free};
  }

  std::filesystem::path folder, certificate, key;
  FakeClock clock{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
};

TEST_F(CertificateTest, makes_one_that_names_hosts_and_addresses) {
  ASSERT_TRUE(ensure({"jianzai.local", "192.168.1.20", "::1"}));
  const auto made = read();
  ASSERT_TRUE(made);
  EXPECT_EQ(X509_check_host(made.get(), "JIANZAI.local", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(made.get(), "192.168.1.20", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(made.get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_host(made.get(), "other.local", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(made.get(), "192.168.1.21", 0), 0);
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(made.get()), X509_get0_notAfter(made.get()));
  EXPECT_EQ(days, 397);
  EXPECT_EQ(X509_verify(made.get(), X509_get0_pubkey(made.get())), 1);
}

TEST_F(CertificateTest, keeps_the_key_private) {
  ASSERT_TRUE(ensure({"a"}));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(key).permissions(), perms::owner_read | perms::owner_write);
  EXPECT_FALSE(std::filesystem::exists(key.string() + ".new"));
}

TEST_F(CertificateTest, keeps_one_that_names_all_and_has_time_left) {
  EXPECT_TRUE(renews({"a", "b", "127.0.0.1"}));
  EXPECT_FALSE(renews({"a", "b", "127.0.0.1"}));
  EXPECT_FALSE(renews({"127.0.0.1", "B"}));
}

TEST_F(CertificateTest, renews_when_a_name_is_missing) {
  EXPECT_TRUE(renews({"a", "127.0.0.1"}));
  EXPECT_TRUE(renews({"a", "127.0.0.1", "b"}));
  EXPECT_TRUE(renews({"127.0.0.2"}));
}

TEST_F(CertificateTest, renews_thirty_days_before_the_end) {
  EXPECT_TRUE(renews({"a"}));
  clock.advance(std::chrono::days(366));
  EXPECT_FALSE(renews({"a"}));
  clock.advance(std::chrono::days(1));
  EXPECT_TRUE(renews({"a"}));
}

TEST_F(CertificateTest, renews_when_a_file_is_missing_damaged_or_of_another_pair) {
  EXPECT_TRUE(renews({"a"}));
  std::filesystem::remove(key);
  EXPECT_TRUE(renews({"a"}));
  std::ofstream(certificate) << "damaged";
  EXPECT_TRUE(renews({"a"}));
  ASSERT_TRUE(ensure_certificate(folder / "other.pem", folder / "other_key.pem", {"a"}, clock));
  std::filesystem::copy_file(folder / "other_key.pem", key,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(renews({"a"}));
  EXPECT_FALSE(renews({"a"}));
}

TEST_F(CertificateTest, makes_the_folder) {
  certificate = folder / "a" / "certificate.pem";
  key = folder / "b" / "key.pem";
  EXPECT_TRUE(renews({"a"}));
}

TEST_F(CertificateTest, fails_when_the_files_cannot_be_written) {
  std::ofstream(folder / "file") << "no folder";
  key = folder / "file" / "key.pem";
  EXPECT_EQ(ensure({"a"}).error().code, ErrorCode::kIo);
}

TEST_F(CertificateTest, fails_on_what_is_no_name) {
  for (const std::string& name : {std::string(), std::string("a b"), std::string("a,IP:1.2.3.4"),
                                  std::string(254, 'a'), std::string("fe80::1%eth0"), std::string("健在")}) {
    EXPECT_EQ(ensure({"a", name}).error().code, ErrorCode::kCrypto) << name;
  }
  EXPECT_EQ(ensure({}).error().code, ErrorCode::kCrypto);
  EXPECT_FALSE(std::filesystem::exists(certificate));
}

}  // namespace
}  // namespace jianzai::http
