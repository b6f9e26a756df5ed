// Every bound on what comes from outside and on what waits inside. One place, so that an operator's question
// "how large may it be?" has one answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace jianzai::limits {

// --- images
inline constexpr std::size_t kImageBytesMax = 8 * 1024 * 1024;  // an upload at the console
inline constexpr std::size_t kFrameBytesMax = 2 * 1024 * 1024;  // one camera frame of an attempt
inline constexpr std::uint32_t kImageSideMax_px = 8192;         // either side, from the JPEG header
inline constexpr std::uint64_t kImagePixelsMax = 40'000'000;    // 40 megapixels: a large phone camera
inline constexpr int kJpegScansMax = 100;                       // progressive scan bombs
inline constexpr std::uint32_t kImageSideMin_px = 48;           // smaller holds no usable face

inline constexpr std::size_t kVideoBytesMax = 8 * 1024 * 1024;  // 15 s at 4 Mbit/s, as browsers record

// --- ID cards: their readers hold workers, which anybody may ask for
inline constexpr int kCardReadersMax = 4;               // 70 MB each, one per core at most
inline constexpr int kWorkersPerCard = 4;               // of 16 workers 4 read, or wait for a reader
inline constexpr std::chrono::seconds kCardWaitMax{5};  // then the client is told to ask again

// --- lists that the console imports and exports
inline constexpr std::size_t kListBytesMax = 128 * 1024 * 1024;  // a file; 134 bytes a row: 1,000,000 people
inline constexpr std::size_t kListTextBytesMax = 256 * 1024 * 1024;  // what a workbook's cells hold
inline constexpr std::size_t kWorkdayListBytesMax = 1024 * 1024;     // a file, and what its cells hold
inline constexpr std::size_t kListFaultsMax = 50'000;                // row errors that are kept of one list
inline constexpr std::size_t kExportRowsMax = 50'000;  // people in one file; the next file goes on

// --- HTTP
inline constexpr std::size_t kHeaderBytesMax = 16 * 1024;
inline constexpr std::size_t kJsonBytesMax = 64 * 1024;
inline constexpr std::size_t kJsonDepthMax = 16;
inline constexpr std::size_t kConnectionsMax = 4096;
inline constexpr std::chrono::seconds kHeaderDeadline{10};
inline constexpr std::chrono::seconds kBodyDeadline{
    60};  // 2 MiB at the 100 kbit/s of a village needs minutes; a frame of 80 kB needs 7 s
inline constexpr std::chrono::seconds kIdleDeadline{60};
inline constexpr std::chrono::seconds kWriteDeadline{60};
inline constexpr std::chrono::seconds kSocketIdle{60};  // a WebSocket without a message
inline constexpr std::size_t kSocketHeaderBytesMax = 4 * 1024;
inline constexpr std::size_t kSocketMessageBytesMax = kFrameBytesMax + kSocketHeaderBytesMax;
inline constexpr std::size_t kBodyBytesInFlightMax = 512 * 1024 * 1024;  // of all requests together
inline constexpr std::size_t kRequestQueueMax = 512;                     // requests that wait for a worker
inline constexpr std::size_t kFaceQueueMax = 32;                         // decisions that wait for a core
inline constexpr std::chrono::seconds kFaceWaitMax{20};  // then the client is told to ask again

// --- the database
inline constexpr std::chrono::seconds kConnectionWaitMax{10};  // for a connection that others use
inline constexpr int kWriteTriesBesideOthers = 3;  // of one transaction; then the others wait for it
inline constexpr int kWriteTriesMax = 6;

// --- people and their words
inline constexpr std::size_t kNameCharactersMax = 50;
inline constexpr std::size_t kPasswordCharactersMin = 8;
inline constexpr std::size_t kPasswordBytesMax = 128;
inline constexpr std::size_t kNoteCharactersMax = 500;
inline constexpr std::size_t kSupportContactsMax = 20;
inline constexpr std::size_t kCameraNameCharactersMax = 200;
inline constexpr std::size_t kRowsOfOneMax = 10'000;  // of one person or account: more than anybody gathers

// --- attempts
inline constexpr int kFramesPerAttemptMax = 32;
inline constexpr std::chrono::minutes kAttemptDeadline{10};  // a slow network, not a slow person, needs this

// --- what is kept, and then erased once an hour
inline constexpr std::chrono::hours kLoginTriesKept{24};
inline constexpr std::chrono::hours kCodesKept{24};
inline constexpr std::chrono::days kNoticesKept{90};   // to answer who says that nobody told them
inline constexpr std::chrono::days kDigestsKept{400};  // of frames; longer than the longest usual cycle
// After the verdict: who is told of a pass that was not theirs finds it here, and so does an audit.
inline constexpr std::chrono::days kProofEvidenceKept{90};

// --- sessions and tries (SP 800-63B-4: five failures, then at least 30 s)
inline constexpr std::chrono::hours kSessionLifetime{12};
inline constexpr std::chrono::minutes kSessionIdle{30};
inline constexpr int kFailedLoginsBeforeDelay = 5;
inline constexpr std::chrono::seconds kFailedLoginDelay{30};

}  // namespace jianzai::limits
