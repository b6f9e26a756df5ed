#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/result.h"
#include "cli/setup_commands.h"
#include "domain/workday.h"

namespace jianzai::cli {

// Reads one year's list as https://github.com/NateScarlet/holiday-cn publishes it: `{"year": 2027, "days":
// [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}`. Errors: kInvalidRequest, and says where.
[[nodiscard]] Result<void> add_workday_list(WorkdayCalendar& calendar, std::string_view json);

// Every `*.json` in the folder, by name; none where there is no folder. Errors: those of add_workday_list,
// with the file's name; kIo.
[[nodiscard]] Result<void> add_workday_lists(WorkdayCalendar& calendar, const std::filesystem::path& folder);

// `jianzai workday add DATE N`: prints the N-th working day after DATE, which is not counted, as the server
// reckons: with the lists of the data's folder and those that were handed in at the console. With --lists
// FOLDER it reckons by these folders alone, and opens no database. Exit status 0; 2 when a year on the way
// has no list, so that the answer may be wrong; 1 with a message. Returns the command, to which the caller
// adds the flags that tell where the database is.
std::vector<CLI::App*> add_workday_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code);

}  // namespace jianzai::cli
