#include "face/pick.h"

#include <gtest/gtest.h>

namespace jianzai::face {
namespace {

Face face_at(float x, float y, float side) {
  Face face{.box = {x, y, side, side}, .points = {}, .outline68 = {}, .score = 0.9F};
  face.points[0] = {x + side * 0.3F, y + side * 0.4F};
  face.points[1] = {x + side * 0.7F, y + side * 0.4F};
  return face;
}

TEST(Pick, RefusesAPictureWithoutFace) {
  for (const auto pick : {FacePick::kSolePerson, FacePick::kNearestCentre}) {
    EXPECT_EQ(pick_face({}, 640, 480, pick).error(), Refusal::kNoFace);
  }
}

TEST(Pick, TakesTheOnlyFace) {
  const Face faces[] = {face_at(10, 10, 200)};
  EXPECT_EQ(pick_face(faces, 640, 480, FacePick::kSolePerson)->box.x, 10);
}

TEST(Pick, TakesTheLargestWhenTheOthersAreFarAway) {
  const Face faces[] = {face_at(400, 10, 100), face_at(10, 10, 200)};  // a quarter of the area
  EXPECT_EQ(pick_face(faces, 640, 480, FacePick::kSolePerson)->box.x, 10);
}

TEST(Pick, RefusesARival) {
  const Face faces[] = {face_at(10, 10, 200), face_at(400, 10, 120)};  // 0.36 of the area
  EXPECT_EQ(pick_face(faces, 640, 480, FacePick::kSolePerson).error(), Refusal::kManyFaces);
}

TEST(Pick, TakesABoxInsideTheFaceForTheSameFace) {
  const Face faces[] = {face_at(10, 10, 200), face_at(40, 40, 130)};
  EXPECT_TRUE(pick_face(faces, 640, 480, FacePick::kSolePerson));
}

TEST(Pick, RefusesAFaceThatIsTooFarAway) {
  const float side = kInterocularMin_px / 0.4F;
  const Face near[] = {face_at(10, 10, side * 1.01F)};
  const Face far[] = {face_at(10, 10, side * 0.99F)};
  EXPECT_TRUE(pick_face(near, 640, 480, FacePick::kSolePerson));
  EXPECT_EQ(pick_face(far, 640, 480, FacePick::kSolePerson).error(), Refusal::kTooFar);
}

TEST(Pick, TakesTheFaceNearestTheCentreForBenchmarks) {
  const Face faces[] = {face_at(0, 0, 220), face_at(300, 220, 30), face_at(400, 250, 200)};
  EXPECT_EQ(pick_face(faces, 640, 480, FacePick::kNearestCentre)->box.x, 300);
}

TEST(Pick, NamesItsRefusals) {
  EXPECT_EQ(to_text(Refusal::kNoFace), "NO_FACE");
  EXPECT_EQ(to_text(Refusal::kManyFaces), "MANY_FACES");
  EXPECT_EQ(to_text(Refusal::kTooFar), "TOO_FAR");
}

}  // namespace
}  // namespace jianzai::face
