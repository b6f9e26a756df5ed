#include "http/static_files.h"

#include <fstream>

#include <gtest/gtest.h>

#include "storage/test_store.h"

namespace jianzai::http {
namespace {

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    write("citizen/index.html", "citizen page");
    write("citizen/assets/app-1.js", "script of the citizen app");
    write("citizen/assets/app-1.js.gz", "compressed");
    write("console/index.html", "console page");
    write("secret.txt", "beside the apps");
  }
  void write(const std::string& name, std::string_view content) {
    const auto file = folder_.path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << content;
  }
  std::optional<Response> get(const std::string& path, HeaderList headers = {}) {
    const auto files = StaticFiles::load(folder_.path());
    EXPECT_TRUE(files);
    return files->find({.method = "GET", .target = path, .headers = std::move(headers), .request_id = {}},
                       path);
  }
  std::string body(const std::string& path) {
    const auto response = get(path);
    return response ? response->body : "none";
  }
  storage::testing::TemporaryFolder folder_;
};

TEST_F(StaticFilesTest, gives_each_app_its_page_whatever_the_route) {
  EXPECT_EQ(body("/"), "citizen page");
  EXPECT_EQ(body("/records"), "citizen page");
  EXPECT_EQ(body("/console/"), "console page");
  EXPECT_EQ(body("/console/persons/new"), "console page");
  EXPECT_EQ(get("/console")->status, 308);
}

TEST_F(StaticFilesTest, gives_nothing_that_is_not_an_apps) {
  EXPECT_EQ(body("/missing.js"), "none");
  EXPECT_EQ(body("/secret.txt"), "none");
  EXPECT_EQ(body("/../secret.txt"), "none");
  EXPECT_EQ(body("/../../etc/passwd"), "none");
  EXPECT_EQ(body("/assets/../../secret.txt"), "none");
  EXPECT_EQ(body("/assets/app-1.js.gz"), "none");
}

TEST_F(StaticFilesTest, sends_what_was_compressed_to_those_who_accept_it) {
  const auto plain = get("/assets/app-1.js");
  EXPECT_EQ(plain->body, "script of the citizen app");
  EXPECT_EQ(find_header(plain->headers, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(plain->content_type, "text/javascript; charset=utf-8");
  const auto compressed = get("/assets/app-1.js", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(compressed->body, "compressed");
  EXPECT_EQ(find_header(compressed->headers, "Content-Encoding"), "gzip");
}

TEST_F(StaticFilesTest, sends_nothing_that_the_browser_has) {
  const auto first = get("/");
  EXPECT_EQ(find_header(first->headers, "Cache-Control"), "no-cache");
  const std::string etag(find_header(first->headers, "ETag").value());
  const auto again = get("/", {{"If-None-Match", etag}});
  EXPECT_EQ(again->status, 304);
  EXPECT_TRUE(again->body.empty());
  write("citizen/index.html", "a newer page");
  EXPECT_EQ(get("/", {{"If-None-Match", etag}})->status, 200);
}

TEST_F(StaticFilesTest, needs_both_apps) {
  std::filesystem::remove_all(folder_.path() / "console");
  const auto files = StaticFiles::load(folder_.path());
  ASSERT_FALSE(files);
  EXPECT_NE(files.error().detail.find("console"), std::string::npos);
}

}  // namespace
}  // namespace jianzai::http
