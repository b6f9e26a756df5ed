#include "app/person_merges.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/give_consent.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

Result<MergeSide> side_of(Ports& ports, Transaction& transaction, const Person& person,
                          const PersonMergeId& merge) {
  MergeSide side;
  const auto signs = TRY(transaction.life_signs().of_person(person.id, china_date(ports.clock.now())));
  side.has_loss = std::ranges::any_of(
      signs, [](const LifeSign& sign) { return is_loss(sign.kind) && sign.outcome != LossOutcome::kWrong; });
  for (const Task& task : TRY(transaction.tasks().of_person(person.id, limits::kRowsOfOneMax))) {
    side.has_loss = side.has_loss || task.state == TaskState::kTerminated;
    side.has_suspension = side.has_suspension || task.state == TaskState::kSuspendProposed ||
                          task.state == TaskState::kSuspended;
  }
  side.has_open_review = TRY(transaction.reviews().find_open(person.id)).has_value();
  side.has_open_attempt = TRY(transaction.attempts().has_unfinished(person.id));
  side.has_open_proof = TRY(transaction.assisted_proofs().has_open(person.id));
  side.has_waiting_payroll = TRY(transaction.payroll().has_waiting(person.id));
  side.has_account = TRY(transaction.accounts().find_by_id_number(person.id_number)).has_value();
  side.has_other_merge = std::ranges::any_of(
      TRY(transaction.merges().of_person(person.id, limits::kRowsOfOneMax)),
      [&](const PersonMerge& one) { return one.id != merge && one.state == MergeState::kProposed; });
  return side;
}

Result<std::vector<MergeBar>> bars_of(Ports& ports, Transaction& transaction, const PersonMergeId& merge,
                                      const Person& kept, const Person& duplicate) {
  const auto one = TRY(side_of(ports, transaction, kept, merge));
  const auto other = TRY(side_of(ports, transaction, duplicate, merge));
  return merge_bars(one, other);
}

Result<void> must_be_free(const std::vector<MergeBar>& bars) {
  if (bars.empty()) return {};
  std::string text;
  for (const auto bar : bars) text += (text.empty() ? "" : ",") + std::string(to_text(bar));
  return fail(ErrorCode::kMergeRefused, text);
}

Result<MergeView> view_of(Ports& ports, Transaction& transaction, PersonMerge merge) {
  auto kept = TRY(transaction.persons().find(merge.kept));
  if (!kept) return fail(ErrorCode::kInternal, "a merge into nobody");
  const auto maker = TRY(transaction.operators().find(merge.made_by));
  std::optional<PersonView> duplicate;
  std::vector<MergeBar> bars;
  if (auto found = TRY(transaction.persons().find(merge.duplicate))) {
    if (merge.state == MergeState::kProposed)
      bars = TRY(bars_of(ports, transaction, merge.id, *kept, *found));
    duplicate = TRY(app::view_of(transaction, std::move(*found)));
  }
  auto kept_view = TRY(app::view_of(transaction, std::move(*kept)));
  return MergeView{.merge = std::move(merge),
                   .kept = std::move(kept_view),
                   .duplicate = std::move(duplicate),
                   .made_by = maker ? maker->login : std::string(),
                   .bars = std::move(bars)};
}

// Each of the two files has it.
Result<void> record_merge(Ports& ports, Transaction& transaction, const Operator& by, AuditAction action,
                          const PersonMerge& merge) {
  TRY(record(ports, transaction, by, action, merge.kept.text()));
  return record(ports, transaction, by, action, merge.duplicate.text());
}

// Of two tasks that collide one is erased.
Result<void> settle_collisions(Transaction& transaction, const PersonId& kept, const PersonId& duplicate) {
  for (const Task& other : TRY(transaction.tasks().of_person(duplicate, limits::kRowsOfOneMax))) {
    std::optional<TaskId> stays;  // instead of the other one
    std::vector<TaskId> gone;
    for (const Task& mine : TRY(transaction.tasks().of_person(kept, limits::kRowsOfOneMax))) {
      if (!collide(mine, other)) continue;
      if (takes_place_of(other, mine)) {
        gone.push_back(mine.id);
      } else {
        stays = mine.id;
      }
    }
    if (stays) {
      TRY(transaction.tasks().replace(other.id, *stays));
      continue;
    }
    for (const TaskId& mine : gone) TRY(transaction.tasks().replace(mine, other.id));
  }
  return {};
}

Result<void> carry_out(Ports& ports, Transaction& transaction, const Person& kept, const Person& duplicate) {
  for (const Entitlement& mine : kept.entitlements) {
    const auto other = std::ranges::find_if(duplicate.entitlements, [&](const Entitlement& one) {
      return one.category.code == mine.category.code;
    });
    if (other != duplicate.entitlements.end())
      TRY(transaction.persons().set_entitlement(kept.id, due_earlier(mine, *other)));
  }
  TRY(settle_collisions(transaction, kept.id, duplicate.id));
  TRY(transaction.merges().carry_out(kept.id, duplicate.id));
  // Who is refused now has nothing more to say about pictures.
  for (const Relative& relative : TRY(transaction.relatives().of_person(kept.id))) {
    if (relative.state == RelativeState::kRefused)
      TRY(stop_keeping(ports, transaction, relative.account, kept.id));
  }
  return {};
}

Result<MergeView> decide(Ports& ports, const Operator& by, const PersonMergeId& id, MergeState verdict,
                         const Secret<std::string>& answer) {
  const bool is_confirmed = verdict == MergeState::kConfirmed;
  return write(ports.store, [&](Transaction& transaction) -> Result<MergeView> {
    auto merge = TRY(transaction.merges().find(id));
    if (!merge) return fail(ErrorCode::kNotFound);
    const bool is_own = merge->made_by == by.id;
    if (by.role != OperatorRole::kReviewer && !is_own) return fail(ErrorCode::kNotFound);
    const auto kept = TRY(own_person(transaction, by, merge->kept));
    if (merge->state != MergeState::kProposed) {
      const bool is_done =
          merge->state == verdict && merge->decided_by == by.id && merge->answer.reveal() == answer.reveal();
      if (is_done) return view_of(ports, transaction, std::move(*merge));
      return fail(ErrorCode::kReviewClosed);
    }
    const auto duplicate = TRY(own_person(transaction, by, merge->duplicate));
    if (is_confirmed) {
      if (is_own) return fail(ErrorCode::kSamePerson);
      TRY(must_be_free(TRY(bars_of(ports, transaction, id, kept, duplicate))));
      TRY(carry_out(ports, transaction, kept, duplicate));
    }
    merge->state = verdict;
    merge->decided_by = by.id;
    merge->decided_at = ports.clock.now();
    merge->answer = answer;
    TRY(transaction.merges().close(*merge));
    TRY(record_merge(ports, transaction, by,
                     is_confirmed ? AuditAction::kConfirmMerge : AuditAction::kRefuseMerge, *merge));
    return view_of(ports, transaction, std::move(*merge));
  });
}

bool is_same(const PersonMerge& stored, const PersonMerge& merge) {
  return stored.made_by == merge.made_by && stored.kept == merge.kept &&
         stored.duplicate == merge.duplicate && stored.reason == merge.reason &&
         stored.note.reveal() == merge.note.reveal();
}

}  // namespace

Result<MergeView> propose_merge(Ports& ports, const Operator& by, const ProposeMerge& request) {
  const Time now = ports.clock.now();
  FieldReader reader(china_date(now));
  const auto other = PersonId::parse(request.duplicate);
  if (!other || *other == request.kept)
    reader.refuse("duplicate_id", request.duplicate.empty() ? "REQUIRED" : "VALUE");
  const auto reason = merge_reason_from(request.reason);
  if (!reason) reader.refuse("reason", request.reason.empty() ? "REQUIRED" : "VALUE");
  auto note = reader.text("note", request.note, limits::kNoteCharactersMax, FieldReader::Need::kRequired);
  if (reader.has_faults()) return reader.error();
  const auto id = PersonMergeId::make(ports.clock, ports.random);
  return write(ports.store, [&](Transaction& transaction) -> Result<MergeView> {
    const auto kept = TRY(own_person(transaction, by, request.kept));
    auto same = TRY(transaction.merges().find_by_request_key(request.request_key));
    const auto duplicate = TRY(transaction.persons().find(*other));
    // What the key made may be carried out by now: then the other one is gone.
    const bool is_seen = duplicate && by.scope().holds(*duplicate);
    if (!is_seen && !same) return fail(ErrorCode::kNotFound);
    const PersonMerge merge{.id = id,
                            .agency = kept.agency,
                            .kept = kept.id,
                            .duplicate = *other,
                            .number = same ? same->number : duplicate->id_number,
                            .reason = *reason,
                            .note = Secret(*note),
                            .made_by = by.id,
                            .made_at = now};
    if (same) {
      if (!is_same(*same, merge))
        return fail(ErrorCode::kIdempotencyConflict, "the key proposed another one");
      return view_of(ports, transaction, std::move(*same));
    }
    TRY(must_be_free(TRY(bars_of(ports, transaction, id, kept, *duplicate))));
    TRY(transaction.merges().insert(merge, request.request_key));
    TRY(record_merge(ports, transaction, by, AuditAction::kProposeMerge, merge));
    return view_of(ports, transaction, merge);
  });
}

Result<Page<MergeView>> list_proposed_merges(Ports& ports, const Operator& by, std::string_view cursor) {
  TRY(must_be_reviewer(by));
  const auto transaction = TRY(ports.store.begin_read());
  auto merges = TRY(transaction->merges().page_open(by.scope(), cursor, kRowsPerPage));
  Page<MergeView> page{.rows = {}, .next = std::move(merges.next)};
  for (PersonMerge& merge : merges.rows)
    page.rows.push_back(TRY(view_of(ports, *transaction, std::move(merge))));
  return page;
}

Result<MergeView> confirm_merge(Ports& ports, const Operator& by, const PersonMergeId& id) {
  TRY(must_be_reviewer(by));
  return decide(ports, by, id, MergeState::kConfirmed, {});
}

Result<MergeView> refuse_merge(Ports& ports, const Operator& by, const PersonMergeId& id,
                               std::string_view note) {
  FieldReader reader(china_date(ports.clock.now()));
  auto text = reader.text("note", note, limits::kNoteCharactersMax, FieldReader::Need::kRequired);
  if (reader.has_faults()) return reader.error();
  return decide(ports, by, id, MergeState::kRefused, Secret(std::move(*text)));
}

}  // namespace jianzai::app
