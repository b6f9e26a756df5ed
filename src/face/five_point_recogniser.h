#pragma once

#include <memory>

#include "face/infer/network.h"
#include "face/models.h"
#include "face/recognise.h"

namespace jianzai::face {

// A network that takes a face whose 5 points were brought to fixed places: intel0095, mbf_foamliu, SFace and
// their like. Size, colour order, mean, scale and places come from the manifest, so that an agency's own
// network is an entry there and no code. Cost: 17 ms (intel0095), 12 ms (mbf_foamliu).
class FivePointRecogniser final : public Recogniser {
 public:
  // Errors: kUnavailable when the entry has no alignment points or no 1x3xHxW input.
  [[nodiscard]] static Result<std::unique_ptr<Recogniser>> create(const NetworkEntry& entry,
                                                                  std::unique_ptr<infer::Network> network);
  [[nodiscard]] Result<std::vector<float>> embed(const Image& image, const Face& face) const override;

 private:
  FivePointRecogniser(const NetworkEntry& entry, std::unique_ptr<infer::Network> network);

  std::unique_ptr<infer::Network> network_;
  FivePoints places_;
  PixelForm pixels_;
  int width_;
  int height_;
};

}  // namespace jianzai::face
