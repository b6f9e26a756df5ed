#include "face/cohort.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace jianzai::face {
namespace {

std::vector<std::size_t> shape_of(const Embedding& embedding) {
  std::vector<std::size_t> shape;
  for (const auto& vector : embedding.vectors) shape.push_back(vector.size());
  return shape;
}

// Lanes of their own: without them the sum is one long chain of additions, 4 times slower.
float dot(const float* a, const float* b, std::size_t size) {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  float sum = 0;
  for (; i < size; ++i) sum += a[i] * b[i];
  for (const float lane : sums) sum += lane;
  return sum;
}

void append(std::vector<float>& values, const Embedding& embedding, float factor) {
  for (const auto& vector : embedding.vectors) {
    for (const float value : vector) values.push_back(value * factor);
  }
}

}  // namespace

std::optional<double> cohort_level(std::span<const float> cosines, std::size_t k) {
  if (k == 0 || cosines.size() < k) return std::nullopt;
  std::vector<float> largest(cosines.begin(), cosines.end());
  const auto end = largest.begin() + static_cast<std::ptrdiff_t>(k);
  std::nth_element(largest.begin(), end - 1, largest.end(), std::greater<>());
  double sum = 0;
  for (auto at = largest.begin(); at != end; ++at) sum += *at;
  return sum / static_cast<double>(k);
}

std::size_t cohort_nearest(std::size_t rows, double share) {
  return static_cast<std::size_t>(std::max(1L, std::lround(share * static_cast<double>(rows))));
}

Result<Cohort> Cohort::create(std::span<const Member> members) {
  if (members.empty()) return fail(ErrorCode::kInvalidRequest, "a cohort without members");
  Cohort cohort;
  cohort.model_set_ = members.front().embedding.model_set;
  cohort.shape_ = shape_of(members.front().embedding);
  for (const auto size : cohort.shape_) cohort.width_ += size;
  if (cohort.width_ == 0) return fail(ErrorCode::kInternal, "a cohort of empty embeddings");
  cohort.values_.reserve(cohort.width_ * members.size());
  std::vector<std::size_t> rows_of;
  const float share = 1 / static_cast<float>(cohort.shape_.size());
  for (const auto& member : members) {
    if (member.embedding.model_set != cohort.model_set_ || shape_of(member.embedding) != cohort.shape_) {
      return fail(ErrorCode::kInternal, "a cohort of different sets or shapes");
    }
    append(cohort.values_, member.embedding, share);
    const auto next = static_cast<std::uint32_t>(cohort.indices_.size());
    const auto index = cohort.indices_.emplace(member.person, next).first->second;
    if (index == rows_of.size()) rows_of.push_back(0);
    cohort.rows_per_person_max_ = std::max(cohort.rows_per_person_max_, ++rows_of[index]);
    cohort.persons_.push_back(index);
  }
  return cohort;
}

std::optional<std::uint32_t> Cohort::index_of(std::string_view person) const {
  const auto found = indices_.find(person);
  return found == indices_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::vector<float>> Cohort::cosines(const Embedding& embedding) const {
  if (embedding.model_set != model_set_ || shape_of(embedding) != shape_) {
    return fail(ErrorCode::kInternal, "an embedding of the set " + embedding.model_set + ", a cohort of " +
                                          model_set_ + ", or another shape");
  }
  std::vector<float> face;
  face.reserve(width_);
  append(face, embedding, 1);
  std::vector<float> cosines(rows());
  for (std::size_t row = 0; row < cosines.size(); ++row) {
    cosines[row] = dot(values_.data() + row * width_, face.data(), width_);
  }
  return cosines;
}

Result<std::optional<double>> Cohort::level(const Embedding& embedding, std::string_view without,
                                            double share) const {
  auto all = TRY(cosines(embedding));
  if (const auto left_out = index_of(without)) {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < all.size(); ++row) {
      if (persons_[row] != *left_out) all[kept++] = all[row];
    }
    all.resize(kept);
  }
  return cohort_level(all, cohort_nearest(rows(), share));
}

Result<std::vector<Cohort::Neighbour>> Cohort::nearest(const Embedding& embedding, std::size_t count) const {
  const auto all = TRY(cosines(embedding));
  std::vector<Neighbour> neighbours(all.size());
  for (std::size_t row = 0; row < all.size(); ++row) neighbours[row] = {all[row], persons_[row]};
  const auto end = neighbours.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  std::partial_sort(neighbours.begin(), end, neighbours.end(),
                    [](const Neighbour& a, const Neighbour& b) { return a.cosine > b.cosine; });
  neighbours.erase(end, neighbours.end());
  return neighbours;
}

}  // namespace jianzai::face
