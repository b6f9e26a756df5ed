// Films that are handed in as evidence, beside pictures.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// `video/webm` (Matroska, RFC 9559) or `video/mp4` (ISO/IEC 14496-12), by the first bytes; nothing for
// anything else. What is behind them is not looked at: a browser plays it, or does not.
[[nodiscard]] std::optional<std::string_view> video_type_of(ByteView bytes);

enum class EvidenceForm { kPicture, kFilm };
// Errors: kNotAnImage, kImageTooLarge; of a film kNotAVideo.
[[nodiscard]] Result<void> check_evidence(Ports& ports, EvidenceForm form, ByteView bytes);

}  // namespace jianzai::app
