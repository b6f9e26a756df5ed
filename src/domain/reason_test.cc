#include "domain/reason.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace jianzai {
namespace {

TEST(Reasons, are_each_in_the_glossary) {
  std::ifstream file(JIANZAI_SOURCE_DIR "/docs/glossary.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  const auto table = page.substr(std::min(page.find("## Reason codes"), page.size()));
  for (const auto& [reason, name] : kReasonNames)
    EXPECT_NE(table.find("| `" + std::string(name) + "` |"), std::string::npos) << name;
}

}  // namespace
}  // namespace jianzai
