#include "app/set_up_agency.h"

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kAgencyTextCharactersMax = 200;

Result<Agency> read(Ports& ports, AgencyId id, const NewAgency& request) {
  using Need = FieldReader::Need;
  FieldReader reader(china_date(ports.clock.now()));
  const auto text = [&](std::string_view field, std::string_view value, Need need) {
    return reader.text(field, value, kAgencyTextCharactersMax, need).value_or("");
  };
  Agency agency{.id = std::move(id),
                .name = text("name", request.name, Need::kRequired),
                .address = text("address", request.address, Need::kOptional),
                .phone = text("phone", request.phone, Need::kRequired),
                .hours = text("hours", request.hours, Need::kOptional)};
  if (reader.has_faults()) return reader.error();
  return agency;
}

}  // namespace

Result<Agency> add_agency(Ports& ports, const NewAgency& request) {
  const auto agency = TRY(read(ports, AgencyId::make(ports.clock, ports.random), request));
  return write(ports.store, [&](Transaction& transaction) -> Result<Agency> {
    TRY(transaction.agencies().insert(agency));
    TRY(record(ports, transaction, agency.id, AuditAction::kAddAgency, agency.id.text()));
    return agency;
  });
}

Result<Agency> change_agency(Ports& ports, const Operator& by, const NewAgency& request) {
  if (by.role != OperatorRole::kSystemAdmin) return fail(ErrorCode::kForbidden, "system administrators only");
  const auto agency = TRY(read(ports, by.agency, request));
  return write(ports.store, [&](Transaction& transaction) -> Result<Agency> {
    TRY(transaction.agencies().update(agency));
    TRY(record(ports, transaction, by, AuditAction::kChangeAgency, agency.id.text()));
    return agency;
  });
}

Result<std::vector<Agency>> list_agencies(Ports& ports) {
  return TRY(ports.store.begin_read())->agencies().all();
}

Result<bool> is_empty(Ports& ports) {
  const auto transaction = TRY(ports.store.begin_read());
  return TRY(transaction->agencies().all()).empty();
}

}  // namespace jianzai::app
