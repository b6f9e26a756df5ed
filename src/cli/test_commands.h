// Runs a command as a shell would, in this process.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "cli/face_commands.h"

namespace jianzai::cli::testing {

inline const std::filesystem::path kSource = JIANZAI_SOURCE_DIR;
inline const std::string kManifest = (kSource / "models" / "manifest.toml").string();

inline std::filesystem::path dir_from(const char* variable, const char* folder) {
  const char* named = std::getenv(variable);
  if (named != nullptr && *named != '\0') return named;
  return kSource.parent_path() / "shared" / folder;
}

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// `add`: registers the command.
template <class Add>
Ran run_command(const Add& add, std::vector<std::string> words) {
  CLI::App app{"jianzai"};
  Ran ran;
  add(app, ran.exit_code);
  std::ranges::reverse(words);
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  app.parse(words);
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

// `jianzai face ...`
inline Ran run(std::vector<std::string> words) { return run_command(add_face_commands, std::move(words)); }

// A folder of its own, and the networks and faces where they are; skips where they are not.
class WithFaces : public ::testing::Test {
 protected:
  // `network`, `face`: files that must be there.
  void open(const char* network, const char* face) {
    models_ = dir_from("JIANZAI_MODELS", "models");
    faces_ = dir_from("JIANZAI_FACES", "faces");
    if (!std::filesystem::exists(models_ / network)) GTEST_SKIP() << "no networks in " << models_;
    if (!std::filesystem::exists(faces_ / face)) GTEST_SKIP() << "no faces in " << faces_;
    setenv("JIANZAI_MODELS", models_.c_str(), 1);
    std::string name = (std::filesystem::temp_directory_path() / "jianzai-cli-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] std::string write(const char* name, std::string_view content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return (folder_ / name).string();
  }

  std::filesystem::path models_;
  std::filesystem::path faces_;
  std::filesystem::path folder_;
};

}  // namespace jianzai::cli::testing
