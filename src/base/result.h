// What a fallible function returns. A non-match or a poor picture is a value; an Error is a thing that we
// could not do.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace jianzai {

// Every way in which a request or an operation can fail. The wire names, HTTP statuses and Chinese texts are
// in http/errors.cc, and nowhere else.
enum class ErrorCode {
  // The request is wrong.
  kInvalidRequest,  // not the JSON, the headers or the parameters that the route takes
  kInvalidFields,   // well-formed, but fields hold unusable values; see Error::fields
  kNotAnImage,      // the body is not a JPEG that can be decoded
  kNotAVideo,       // the body is no film that browsers play
  kImageTooLarge,   // the JPEG's header announces more pixels than limits.h allows
  kBodyTooLarge,    // more bytes than limits.h allows
  kUnsupportedMediaType,
  kIdempotencyConflict,  // the same key or sequence number came with other content
  // Who asks.
  kUnauthenticated,
  kWrongCredentials,
  kForbidden,
  kPasswordChangeNeeded,  // somebody else chose the operator's password
  kFactorNeeded,          // the operator's role needs a second factor, which is not set up yet
  kTooManyTries,          // see Error::retry_after
  // What is there.
  kNotFound,
  kMethodNotAllowed,
  kAccountExists,
  kAccountInUse,  // something that was asked for on it is not answered yet
  kPersonExists,
  kNameIdMismatch,
  kRelativesFull,  // the account helps as many people as it may
  kHelperRefused,  // the person does not want this helper
  kConsentMissing,
  kNoTemplate,
  kNoPlan,
  kPlanClosed,      // no plan of the person takes attempts now
  kTriesUsed,       // as many tries failed as there are
  kFaceRefused,     // the reference picture cannot be used; Error::detail is the reason's wire name
  kAttemptClosed,   // the attempt is decided or its deadline passed
  kAttemptEmpty,    // finish was asked for before any frame arrived
  kStepMissed,      // a frame of another step than the running one, or after the step's deadline
  kWayNotTaken,     // none of the person's benefits counts a proof of this kind
  kGuardianNeeded,  // the person is too young to agree alone
  kReviewClosed,
  kReviewClaimed,  // another reviewer looks at it now
  kEvidenceAdded,  // there is more than the reviewer saw
  kTicketClosed,
  kTooManyCallbacks,  // as many as an hour takes were asked for without a login; see Error::retry_after
  kTaskRefused,       // the task's state, or another bar, forbids it; Error::detail names them
  kMergeRefused,      // of two people, for what Error::detail names
  kSamePerson,        // who proposed something may not decide it
  kDeathReported,     // nobody passes while a death is on record; Error::detail names the signs
  kNotPassed,         // there is no receipt of what did not pass
  // A picture that was taken in the field.
  kFieldUnsigned,   // it has to be signed, and is not
  kFieldKey,        // its key is unknown, revoked or of another operator
  kFieldSignature,  // picture, person, time or place is not what was signed
  kFieldTime,       // taken outside the key's time, or in the future
  kFieldLate,       // it waited for longer than it may
  kFieldUsed,       // its place among the key's pictures was used for another proof
  // What we cannot do now.
  kRolledBack,   // the database undid all of it, because of another transaction; it may be done again
  kBusy,         // a bounded queue is full; see Error::retry_after and Error::queue_length
  kUnavailable,  // a part that is needed is missing (networks, models)
  kIo,           // a file or the disk refused
  kDatabase,     // the database refused or its content cannot be read
  kCrypto,       // a key is missing or a ciphertext is damaged
  kInternal,
};

// One unusable field: where it stands in the request (`id_number`) and why, as a stable code (`CHECKSUM`).
struct FieldError {
  std::string field;
  std::string code;
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string detail = {};  // for the log and for engineers; never personal data
  std::vector<FieldError> fields = {};
  std::optional<std::chrono::seconds> retry_after = {};
  std::optional<int> queue_length = {};
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string detail = {}) {
  return tl::make_unexpected(Error{.code = code, .detail = std::move(detail)});
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::make_unexpected(std::move(error)); }

}  // namespace jianzai

// The value of a Result, or out of this function with its error: `auto row = TRY(store.find(id));`
// A statement expression: both compilers that we use have it, and nothing else keeps the call readable.
// Not inside braces: g++ 12 does not destroy the members that a braced initialiser has already made when the
// function is left in the middle of it (seen with LeakSanitizer). Read into locals first; ./dev check looks.
#define TRY(expression) JIANZAI_TRY(expression, __COUNTER__)
#define JIANZAI_TRY(expression, number) JIANZAI_TRY_NAMED(expression, number)
#define JIANZAI_TRY_NAMED(expression, number)                                                     \
  __extension__({                                                                                 \
    auto try_result_##number = (expression);                                                      \
    if (!try_result_##number) return tl::make_unexpected(std::move(try_result_##number).error()); \
    ::jianzai::detail::unwrap(std::move(try_result_##number));                                    \
  })

namespace jianzai::detail {
template <class T>
T unwrap(Result<T>&& result) {
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
}  // namespace jianzai::detail
