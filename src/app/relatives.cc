#include "app/relatives.h"

#include <algorithm>

#include "app/close_attempt.h"
#include "app/fields.h"
#include "app/give_consent.h"
#include "app/login_tries.h"
#include "app/notices.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

// Whoever helps again within a day was told of already.
constexpr std::chrono::hours kNoNews{24};

// Wrong names count like wrong passwords, and right ones do not end the row: whoever has one relative could
// go on guessing about others. The row ages out like those of logins.
std::string tries_of(const Account& account) { return "relatives of " + account.id.text(); }

struct Wanted {
  Secret<std::string> name;
  IdNumber id_number;
  Relation relation;
};

Result<Wanted> read(Ports& ports, const Account& account, const AddRelative& request) {
  FieldReader reader(china_date(ports.clock.now()));
  auto name = reader.name("name", request.name);
  auto id_number = reader.id_number("id_number", request.id_number);
  const auto relation = relation_from(request.relation);
  if (!relation) reader.refuse("relation", "UNKNOWN_RELATION");
  if (id_number && account.id_number == *id_number) reader.refuse("id_number", "OWN_ID");
  if (reader.has_faults()) return reader.error();
  return Wanted{std::move(*name), std::move(*id_number), *relation};
}

// A number of their own that is not the account's.
tl::unexpected<Error> refuse_own() {
  return fail(Error{.code = ErrorCode::kInvalidFields, .fields = {{.field = "id_number", .code = "OWN_ID"}}});
}

// What the helper's phone has begun for this person is not gone on with.
Result<void> end_open_attempt(Transaction& transaction, const Relative& relative) {
  auto open = TRY(transaction.attempts().find_open(relative.account));
  if (!open || open->person != relative.person) return {};
  return expire_open(transaction, std::move(*open));
}

// Nothing, where the pair is new.
Result<std::optional<Relative>> pair_of(Transaction& transaction, Relative wanted, std::string_view key) {
  if (TRY(transaction.relatives().is_refused(wanted.account, wanted.person)))
    return fail(ErrorCode::kHelperRefused);
  auto known = TRY(transaction.relatives().find_between(wanted.account, wanted.person));
  if (!known || known->state == RelativeState::kActive) return known;
  wanted.id = known->id;
  TRY(transaction.relatives().renew(wanted, key));
  return wanted;
}

// Of whom the account's owner is the person.
Result<Relative> own_helper(Transaction& transaction, const Account& account, const RelativeId& id) {
  const auto person = TRY(person_of(transaction, account));
  const auto relative = TRY(transaction.relatives().find(id));
  if (!person || !relative || relative->person != person->id) return fail(ErrorCode::kNotFound);
  return *relative;
}

}  // namespace

Result<std::optional<Person>> person_of(Transaction& transaction, const Account& account) {
  if (!account.id_number) return std::nullopt;
  return transaction.persons().find_by_id_number(*account.id_number);
}

Result<bool> is_own(Transaction& transaction, const Account& account, const Person& person) {
  if (account.id_number == person.id_number) return true;
  const auto owner = TRY(person_of(transaction, account));
  return owner && owner->id == person.id;
}

Result<std::optional<Person>> person_for(Transaction& transaction, const Account& account,
                                         const std::optional<RelativeId>& relative) {
  if (!relative) return person_of(transaction, account);
  const auto found = TRY(transaction.relatives().find(*relative));
  if (!found || found->account != account.id || found->state != RelativeState::kActive)
    return fail(ErrorCode::kNotFound);
  return transaction.persons().find(found->person);
}

Result<bool> may_act_for(Transaction& transaction, const Account& account, const Person& person) {
  if (TRY(is_own(transaction, account, person))) return true;
  const auto relative = TRY(transaction.relatives().find_between(account.id, person.id));
  return relative && relative->state == RelativeState::kActive;
}

Result<RelativeView> add_relative(Ports& ports, const Account& account, const AddRelative& request) {
  const auto wanted = TRY(read(ports, account, request));
  const Time now = ports.clock.now();
  const auto tries_key = tries_of(account);
  bool is_known = true;
  const auto added = TRY(write(ports.store, [&](Transaction& transaction) -> Result<std::optional<Relative>> {
    is_known = true;
    const auto person = TRY(transaction.persons().find_by_id_number(wanted.id_number));
    if (const auto same = TRY(transaction.relatives().find_by_request_key(account.id, request.request_key))) {
      if (!person || same->person != person->id || person->name.reveal() != wanted.name.reveal())
        return fail(ErrorCode::kIdempotencyConflict, "the key added somebody else");
      if (same->state == RelativeState::kActive) return same;
    }
    TRY(must_not_wait(transaction, Realm::kCitizen, tries_key, now));
    is_known = person && person->name.reveal() == wanted.name.reveal();
    if (!is_known) {
      TRY(count_try(transaction, Realm::kCitizen, tries_key, false, now));
      return std::nullopt;
    }
    if (TRY(is_own(transaction, account, *person))) return refuse_own();
    const Relative relative{.id = RelativeId::make(ports.clock, ports.random),
                            .account = account.id,
                            .person = person->id,
                            .relation = wanted.relation,
                            .state = RelativeState::kActive,
                            .added_at = now};
    const auto helped = TRY(transaction.relatives().of_account(account.id));
    const auto is_same = [&](const Relative& one) { return one.person == person->id; };
    if (static_cast<int>(helped.size()) >= ports.settings.relatives_max &&
        std::ranges::none_of(helped, is_same)) {
      return fail(ErrorCode::kRelativesFull);
    }
    const auto before = TRY(transaction.relatives().find_between(account.id, person->id));
    const bool was_added_lately = before && now - before->added_at < kNoNews;
    auto pair = TRY(pair_of(transaction, relative, request.request_key));
    if (pair && pair->added_at != now) return pair;  // stands already
    if (!pair) TRY(transaction.relatives().insert(relative, request.request_key));
    // Who goes and comes again is no news, and the message no toy.
    if (!was_added_lately) TRY(notify_person(ports, transaction, *person, NoticeKind::kHelperAdded));
    return pair ? *pair : relative;
  }));
  if (!is_known) return fail(ErrorCode::kNameIdMismatch);
  auto proof = TRY(view_proof(ports, account, added->id));
  return RelativeView{*added, std::move(proof)};
}

Result<std::vector<RelativeView>> list_relatives(Ports& ports, const Account& account) {
  std::vector<Relative> relatives;
  {
    const auto transaction = TRY(ports.store.begin_read());
    relatives = TRY(transaction->relatives().of_account(account.id));
  }
  std::vector<RelativeView> views;
  for (auto& relative : relatives) {
    auto proof = view_proof(ports, account, relative.id);
    // One that was taken off the list since.
    if (!proof && proof.error().code == ErrorCode::kNotFound) continue;
    if (!proof) return fail(proof.error());
    views.push_back({std::move(relative), std::move(*proof)});
  }
  return views;
}

Result<void> remove_relative(Ports& ports, const Account& account, const RelativeId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto relative = TRY(transaction.relatives().find(id));
    if (!relative || relative->account != account.id) return fail(ErrorCode::kNotFound);
    if (relative->state != RelativeState::kActive) return {};
    TRY(end_open_attempt(transaction, *relative));
    TRY(stop_keeping(ports, transaction, relative->account, relative->person));
    return transaction.relatives().set_state(id, RelativeState::kRemoved);
  });
}

Result<std::vector<Helper>> list_helpers(Ports& ports, const Account& account) {
  const auto transaction = TRY(ports.store.begin_read());
  std::vector<Helper> helpers;
  const auto person = TRY(person_of(*transaction, account));
  if (!person) return helpers;
  for (const auto& relative : TRY(transaction->relatives().of_person(person->id))) {
    auto helper = TRY(transaction->accounts().find(relative.account));
    if (!helper) return fail(ErrorCode::kInternal, "a helper without an account");
    std::optional<Secret<std::string>> name;
    if (!helper->closed_at) name = std::move(helper->name);
    helpers.push_back({.id = relative.id,
                       .name = std::move(name),
                       .relation = relative.relation,
                       .added_at = relative.added_at,
                       .is_refused = relative.state == RelativeState::kRefused});
  }
  return helpers;
}

Result<void> refuse_helper(Ports& ports, const Account& account, const RelativeId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    return refuse(ports, transaction, TRY(own_helper(transaction, account, id)));
  });
}

Result<void> refuse(Ports& ports, Transaction& transaction, const Relative& relative) {
  TRY(end_open_attempt(transaction, relative));
  TRY(stop_keeping(ports, transaction, relative.account, relative.person));
  return transaction.relatives().set_state(relative.id, RelativeState::kRefused);
}

Result<void> allow_helper(Ports& ports, const Account& account, const RelativeId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    return allow(transaction, TRY(own_helper(transaction, account, id)));
  });
}

Result<void> allow(Transaction& transaction, const Relative& relative) {
  if (relative.state != RelativeState::kRefused) return {};
  return transaction.relatives().set_state(relative.id, RelativeState::kRemoved);
}

}  // namespace jianzai::app
