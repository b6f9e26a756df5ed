#include "cli/region_commands.h"

#include "cli/test_commands.h"

namespace jianzai::cli {
namespace {

TEST(RegionCommand, says_which_file_cannot_be_read_before_it_opens_the_database) {
  const auto ran = testing::run_command(
      [](CLI::App& app, int& exit_code) {
        const WithPorts nowhere = [](const std::function<int(app::Ports&)>&) {
          ADD_FAILURE() << "the database was opened";
          return 3;
        };
        (void)add_region_commands(app, nowhere, exit_code);
      },
      {"region", "import", "/nowhere/regions.csv"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("/nowhere/regions.csv"), std::string::npos);
}

}  // namespace
}  // namespace jianzai::cli
