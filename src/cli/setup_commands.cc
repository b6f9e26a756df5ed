#include "cli/setup_commands.h"

#include <iostream>
#include <string>

#include <termios.h>
#include <unistd.h>

#include "app/operators.h"
#include "app/second_factor.h"
#include "app/set_up_agency.h"

namespace jianzai::cli {
namespace {

int refuse(const Error& error) {
  std::string message = error.detail;
  for (const FieldError& field : error.fields) message += "; " + field.field + ": " + field.code;
  std::cerr << message << '\n';
  return 1;
}

int run_agency_add(app::Ports& ports, const app::NewAgency& request) {
  const auto agency = app::add_agency(ports, request);
  if (!agency) return refuse(agency.error());
  std::cout << agency->id.text() << std::endl;
  return 0;
}

// One line of standard input; a terminal does not show it.
std::string read_password() {
  termios shown{};
  const bool is_terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
  if (is_terminal) {
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  }
  std::string password;
  std::getline(std::cin, password);
  if (is_terminal) {
    tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    std::cerr << '\n';
  }
  return password;
}

struct OperatorFlags {
  std::string agency;
  std::string login;
  std::string name;
  std::string role;
  std::string region;
  std::string employer_code;
};

int run_operator_add(app::Ports& ports, const OperatorFlags& flags) {
  const auto agency = AgencyId::parse(flags.agency);
  const auto role = operator_role_from(flags.role);
  if (!agency || !role) {
    std::cerr << "no such agency or role\n";
    return 1;
  }
  std::cerr << "password: " << std::flush;
  std::string password = read_password();
  const auto added = app::add_operator(ports, {.agency = *agency,
                                               .login = flags.login,
                                               .name = flags.name,
                                               .role = *role,
                                               .password = Secret(std::move(password)),
                                               .region = flags.region,
                                               .employer_code = flags.employer_code});
  if (!added) return refuse(added.error());
  std::cout << added->id.text() << std::endl;
  return 0;
}

}  // namespace

std::vector<CLI::App*> add_setup_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code) {
  auto* agency =
      app.add_subcommand("agency", "The offices that answer for their people")->require_subcommand(1);
  auto request = std::make_shared<app::NewAgency>();
  auto* agency_add = agency->add_subcommand("add", "Add an agency; prints its id");
  agency_add->add_option("--name", request->name, "As citizens know it")->required();
  agency_add->add_option("--phone", request->phone, "Shown to citizens")->required();
  agency_add->add_option("--address", request->address, "Where a reference is made");
  agency_add->add_option("--hours", request->hours, "Opening hours");
  agency_add->callback([request, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) { return run_agency_add(ports, *request); });
  });

  auto* operators = app.add_subcommand("operator", "Who logs in to the console")->require_subcommand(1);
  auto flags = std::make_shared<OperatorFlags>();
  auto* operator_add =
      operators->add_subcommand("add", "Add an operator; reads the password from standard input");
  operator_add->add_option("--agency", flags->agency, "The id that `agency add` printed")->required();
  operator_add->add_option("--login", flags->login)->required();
  operator_add->add_option("--name", flags->name)->required();
  operator_add
      ->add_option("--role", flags->role,
                   "CLERK, REVIEWER, VILLAGE_HELPER, EMPLOYER, AUDITOR, SYSTEM_ADMIN or SECURITY_ADMIN")
      ->required();
  operator_add->add_option("--region", flags->region,
                           "2, 4, 6, 9 or 12 digits: only the people there; a village helper needs one");
  operator_add->add_option(
      "--employer", flags->employer_code,
      "Unified social credit code of one of the agency's: only its people; for EMPLOYER");
  operator_add->callback([flags, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) { return run_operator_add(ports, *flags); });
  });
  auto login = std::make_shared<std::string>();
  auto* reset_factor = operators->add_subcommand(
      "reset-factor",
      "For who lost the authenticator app: the password is enough until another one is set up");
  reset_factor->add_option("--login", *login)->required();
  reset_factor->callback([login, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) {
      const auto done = app::reset_factor(ports, *login);
      return done ? 0 : refuse(done.error());
    });
  });
  return {agency_add, operator_add, reset_factor};
}

}  // namespace jianzai::cli
