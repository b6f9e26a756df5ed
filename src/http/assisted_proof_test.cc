// Assisted proofs as they come over HTTP.
#include "app/employers.h"
#include "app/write.h"
#include "http/test_api.h"

namespace jianzai::http {
namespace {

using namespace app::testing;

constexpr std::string_view kMill = "99999999MA0000000T";
constexpr std::string_view kOtherMill = "91330100799655058B";

class AssistedProofApi : public ApiTest {
 protected:
  // On the list, of a village of 1309 and of a mill.
  std::string somebody() {
    auto desk = logged_in_clerk();
    const auto id = post(desk, "/api/v1/console/persons", person_body()).text("person_id");
    must(app::add_employer(ports, clerk(), kMill, "试纺织厂"));
    must(app::add_employer(ports, clerk(), kOtherMill, "试造纸厂"));
    must(app::set_employer(ports, clerk(), *PersonId::parse(id), kMill));
    must(app::write(ports.store, [&](app::Transaction& transaction) {
      return transaction.persons().set_region(*PersonId::parse(id), *RegionCode::parse("130924101203"));
    }));
    return id;
  }
  Browser operator_of(const AgencyId& agency, std::string login, OperatorRole role, std::string region = {},
                      std::string_view employer = {}) {
    must(app::add_operator(ports, {.agency = agency,
                                   .login = login,
                                   .name = "试经办",
                                   .role = role,
                                   .password = Secret(std::string(kPassword)),
                                   .region = std::move(region),
                                   .employer_code = std::string(employer)}));
    return logged_in_clerk(login);
  }
  std::string handed_in(Browser& browser, const std::string& person, std::string_view way) {
    const auto made = call(browser, "POST",
                           "/api/v1/console/persons/" + person +
                               "/assisted-proofs?seen_on=2026-11-25&way=" + std::string(way) + spoken_query(),
                           "photo-1", "image/jpeg", {{"Idempotency-Key", "proof-" + std::string(way)}});
    EXPECT_EQ(made.status, 201) << made.response.body;
    return made.text("proof_id");
  }
  static std::string path_of(const std::string& proof) { return "/api/v1/console/assisted-proofs/" + proof; }
  Answer add(Browser& browser, const std::string& proof, std::string picture = "paper-1") {
    return call(browser, "PUT", path_of(proof) + "/evidence/PAPER", std::move(picture), "image/jpeg");
  }
  Answer confirm(Browser& browser, const std::string& proof, std::string body) {
    return call(browser, "PUT", path_of(proof) + "/confirmation", std::move(body), "application/json");
  }
  // What is stored, whoever may see it.
  std::vector<ProofEvidence> stored(const std::string& proof) {
    return must(must(store->begin_read())->assisted_proofs().evidence(*AssistedProofId::parse(proof)));
  }
};

TEST_F(AssistedProofApi, takes_more_evidence_from_who_made_the_proof_and_stores_nobody_elses) {
  const auto person = somebody();
  const auto there = must(app::add_agency(ports, {"乙县", "路 2 号", "0001", "9-17"})).id;
  must(app::add_employer(ports, add_operator_of(there, "admin", OperatorRole::kSecurityAdmin), kMill,
                         "试纺织厂"));
  using enum OperatorRole;
  auto helper = operator_of(agency(), "helper", kVillageHelper, "1309");
  auto personnel = operator_of(agency(), "personnel", kEmployer, {}, kMill);
  const auto village = handed_in(helper, person, "VILLAGE");
  const auto mill = handed_in(personnel, person, "EMPLOYER");

  std::map<std::string, Browser> others;
  others["a helper of the same villages"] = operator_of(agency(), "beside", kVillageHelper, "1309");
  others["a helper of the person's village"] =
      operator_of(agency(), "within", kVillageHelper, "130924101203");
  others["a helper of another region"] = operator_of(agency(), "elsewhere", kVillageHelper, "1310");
  others["another one of the same mill"] = operator_of(agency(), "colleague", kEmployer, {}, kMill);
  others["one of another mill"] = operator_of(agency(), "rival", kEmployer, {}, kOtherMill);
  others["a clerk of the agency"] = logged_in_clerk();
  others["a reviewer of the agency"] = logged_in_clerk("reviewer");
  others["a clerk of another region"] = operator_of(agency(), "far", kClerk, "44");
  others["a helper of another agency"] = operator_of(there, "foreign", kVillageHelper, "1309");
  others["one of the mill, of another agency"] = operator_of(there, "abroad", kEmployer, {}, kMill);
  for (auto& [who, browser] : others) {
    for (const auto& proof : {village, mill}) {
      EXPECT_EQ(error_of(add(browser, proof)), "404 NOT_FOUND") << who;
      // Nor may they overwrite, or learn whether a piece is there.
      EXPECT_EQ(error_of(call(browser, "PUT", path_of(proof) + "/evidence/PHOTO", "photo-1", "image/jpeg")),
                "404 NOT_FOUND")
          << who;
      EXPECT_EQ(stored(proof), std::vector{ProofEvidence::kPhoto}) << who;
    }
  }
  EXPECT_EQ(error_of(add(helper, mill)), "404 NOT_FOUND");
  EXPECT_EQ(error_of(add(personnel, village)), "404 NOT_FOUND");

  EXPECT_EQ(add(helper, village).status, 200);
  EXPECT_EQ(stored(village), (std::vector{ProofEvidence::kPaper, ProofEvidence::kPhoto}));
  EXPECT_EQ(stored(mill), std::vector{ProofEvidence::kPhoto});
  EXPECT_EQ(add(helper, village).status, 200) << "the same again";
  EXPECT_EQ(error_of(add(helper, village, "paper-2")), "409 IDEMPOTENCY_CONFLICT");
  // Who made it, and does not see the person any more.
  must(app::set_employer(ports, clerk(), *PersonId::parse(person), ""));
  EXPECT_EQ(error_of(add(personnel, mill)), "404 NOT_FOUND");
  EXPECT_EQ(stored(mill), std::vector{ProofEvidence::kPhoto});
}

TEST_F(AssistedProofApi, confirms_what_the_reviewer_says_to_have_seen) {
  const auto person = somebody();
  auto desk = logged_in_clerk();
  const auto proof = handed_in(desk, person, "HOME_VISIT");
  auto reviewer_desk = logged_in_clerk("reviewer");
  EXPECT_EQ(add(desk, proof).status, 200);
  EXPECT_EQ(error_of(confirm(reviewer_desk, proof, R"({"seen":["PHOTO"]})")), "409 EVIDENCE_ADDED");
  EXPECT_EQ(error_of(confirm(reviewer_desk, proof, "{}")), "409 EVIDENCE_ADDED");
  EXPECT_EQ(error_of(confirm(reviewer_desk, proof, R"({"seen":"PHOTO"})")), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(confirm(reviewer_desk, proof, R"({"seen":["PHOTO",1]})")), "400 INVALID_REQUEST");
  EXPECT_EQ(error_of(confirm(reviewer_desk, proof, R"({"seen":["PHOTO","X"]})")), "422 INVALID_FIELDS");
  EXPECT_EQ(confirm(reviewer_desk, proof, R"({"seen":["PHOTO","PAPER"]})").text("state"), "CONFIRMED");
  EXPECT_EQ(error_of(add(desk, proof, "paper-2")), "409 REVIEW_CLOSED");
  const auto file = get(desk, "/api/v1/console/persons/" + person + "/file");
  EXPECT_EQ(file.json.at("assisted_proofs").at(0).at("evidence"), (boost::json::array{"PAPER", "PHOTO"}));
}

}  // namespace
}  // namespace jianzai::http
