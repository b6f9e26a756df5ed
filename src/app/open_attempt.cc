#include "app/open_attempt.h"

#include <algorithm>

#include "app/close_attempt.h"
#include "app/give_consent.h"
#include "app/relatives.h"
#include "app/tasks.h"
#include "app/write.h"
#include "base/limits.h"
#include "crypto/token.h"

namespace jianzai::app {

Result<AttemptView> open_attempt(Ports& ports, const Account& account, const ConsentId& consent,
                                 const Capturing& capturing, std::string_view request_key) {
  const Time now = ports.clock.now();
  const bool is_virtual_camera = ports.faces.is_virtual_camera(capturing.camera_name);
  return write(ports.store, [&](Transaction& transaction) -> Result<AttemptView> {
    if (auto same = TRY(transaction.attempts().find_by_request_key(account.id, request_key))) {
      if (same->consent != consent)
        return fail(ErrorCode::kIdempotencyConflict, "the key opened another attempt");
      return view_of(transaction, std::move(*same));
    }
    const auto given = TRY(transaction.consents().find(consent));
    if (!holds(given, account, ports.settings)) return fail(ErrorCode::kConsentMissing);
    const auto person = TRY(transaction.persons().find(given->person));
    if (!person || !TRY(may_act_for(transaction, account, *person))) return fail(ErrorCode::kConsentMissing);
    if (person->entitlements.empty()) return fail(ErrorCode::kNoPlan);
    TRY(must_be_agreed_for(transaction, account, *person, china_date(now)));
    const auto channel =
        TRY(is_own(transaction, account, *person)) ? AttemptChannel::kSelf : AttemptChannel::kRelative;
    const auto standing = TRY(standing_of(ports, transaction, *person, channel));
    if (std::ranges::find(standing.modes, capturing.mode) == standing.modes.end())
      return fail(ErrorCode::kWayNotTaken);
    if (!TRY(transaction.references().find_active(person->id))) return fail(ErrorCode::kNoTemplate);

    auto open = TRY(transaction.attempts().find_open(account.id));
    if (open) {
      if (now <= open->deadline && open->challenge.mode == capturing.mode && open->person == person->id) {
        TRY(transaction.attempts().insert_request_key(*open, request_key));
        if (is_virtual_camera) TRY(transaction.attempts().set_virtual_camera(open->id));
        return view_of(transaction, std::move(*open));
      }
    }
    if (standing.is_closed) return fail(ErrorCode::kPlanClosed);
    if (standing.has_used_tries()) return fail(ErrorCode::kTriesUsed);
    // It is overdue, or somebody else's turn, or the person would rather do it another way.
    if (open) TRY(close_open(transaction, std::move(*open)));
    const auto before = TRY(transaction.attempts().page(person->id, "", 1)).rows;
    const bool is_first_try = before.empty() || (before.front().decision &&
                                                 before.front().decision->result == AttemptResult::kPassed);
    Attempt attempt{.id = AttemptId::make(ports.clock, ports.random),
                    .account = account.id,
                    .person = person->id,
                    .consent = consent,
                    .state = AttemptState::kOpen,
                    .challenge = draw_challenge(
                        capturing.mode,
                        {.look = ports.settings.frames_wanted, .colour = colour_frames_of(capturing.uplink)},
                        ports.random),
                    .step = 0,
                    .step_revealed_at = now,
                    .is_virtual_camera = is_virtual_camera,
                    .findings = {},
                    .nonce = crypto::make_token(ports.random).reveal(),
                    .opened_at = now,
                    .deadline = now + limits::kAttemptDeadline,
                    .decided_at = {},
                    .decision = {},
                    .network_set = {},
                    .next_due_on = {},
                    .age_band = age_band_of(age_on(person->id_number.birth(), china_date(now))),
                    .channel = channel,
                    .is_first_try = is_first_try};
    TRY(transaction.attempts().insert(attempt));
    TRY(transaction.attempts().insert_request_key(attempt, request_key));
    return AttemptView{.attempt = std::move(attempt), .review = {}, .frames_received = {}};
  });
}

}  // namespace jianzai::app
