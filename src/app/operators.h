// Who may log in to the console, as what and for whom: what security administrators decide.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct NewOperator {
  AgencyId agency;
  std::string login;  // letters, digits, `.`, `-`, `_`; at most 50
  std::string name;
  OperatorRole role;
  Secret<std::string> password;
  std::string region = {};         // RegionCode; empty: none
  std::string employer_code = {};  // CreditCode of one of the agency's; empty: none
};

// For `jianzai operator add`: the password is the operator's own. Errors: kInvalidFields (login TAKEN; what
// the role's scope lacks or has too much); kNotFound for an unknown agency.
[[nodiscard]] Result<Operator> add_operator(Ports& ports, const NewOperator& request);

// An operator with the employer's name.
struct OperatorView {
  Operator person;
  std::optional<Employer> employer;
};

// What follows is for security administrators, of their agency's operators. Errors of all: kForbidden for
// another role; kNotFound, also for another agency's operator; kSamePerson for one's own login.

// By their id, which is the order in which they were added.
[[nodiscard]] Result<Page<OperatorView>> list_operators(Ports& ports, const Operator& by,
                                                        std::string_view cursor);

struct MakeOperator {
  std::string login;
  std::string name;
  std::string role;
  std::string region = {};
  std::string employer_code = {};
  std::string password;  // for the first login, which is good for nothing but to choose another one
};
// The same again gives the operator as it is. Errors: those of add_operator.
[[nodiscard]] Result<OperatorView> make_operator(Ports& ports, const Operator& by,
                                                 const MakeOperator& request);

struct ChangeOperator {
  OperatorId id;
  std::string role;
  std::string region = {};
  std::string employer_code = {};
};
// From the next request on; reviews and tickets that they had claimed are anybody's again, and keys of their
// phones for the field are revoked. Errors: kInvalidFields.
[[nodiscard]] Result<OperatorView> change_operator(Ports& ports, const Operator& by,
                                                   const ChangeOperator& request);

// Who leaves: every session ends, and there is no new one until it is enabled. Reviews and tickets that they
// had claimed are anybody's again; what they did stays. Pictures that wait on their phones are not taken any
// more.
[[nodiscard]] Result<OperatorView> disable_operator(Ports& ports, const Operator& by, const OperatorId& id);
[[nodiscard]] Result<OperatorView> enable_operator(Ports& ports, const Operator& by, const OperatorId& id);

// For who forgot it: every session ends, failed logins are forgotten, and with this one there is nothing to
// do but to choose another one. Errors: kInvalidFields.
[[nodiscard]] Result<OperatorView> reset_operator_password(Ports& ports, const Operator& by,
                                                           const OperatorId& id, std::string_view password);

// For who lost the authenticator app: every session ends, and the password is enough until another one is set
// up.
[[nodiscard]] Result<OperatorView> reset_operator_factor(Ports& ports, const Operator& by,
                                                         const OperatorId& id);

// For who lost the phone that takes pictures in the field: what waits on it is not taken any more, and every
// session ends, so that who found it cannot register another key.
[[nodiscard]] Result<OperatorView> revoke_field_keys(Ports& ports, const Operator& by, const OperatorId& id);

}  // namespace jianzai::app
