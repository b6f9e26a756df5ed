#include "http/errors.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace jianzai::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 36> kFieldMessages{{
    {"FACE_NEEDED", "医院、养老院的证明要和本人近期的照片或视频一起交。请退回，写明要补。"},
    {"REQUIRED", "这一项还没有填。"},
    {"TOO_LONG", "写得太长了。"},
    {"TOO_SHORT", "密码至少要 8 位。"},
    {"LENGTH", "身份证号应为 18 位（老证 15 位），请数一数。"},
    {"CHARACTERS", "里面有不该有的字，请核对。"},
    {"DATE", "身份证号里的出生日期不对，请核对。"},
    {"CHECKSUM", "身份证号有一位输错了，请逐个核对。"},
    {"PHONE", "手机号应为 11 位数字，以 1 开头。"},
    {"PHONES_DIFFER", "两次填的手机号不一样，请核对。"},
    {"TERMS_NOT_ACCEPTED", "请先阅读并同意用户条款。"},
    {"TERMS_OUTDATED", "条款已更新，请重新阅读并同意。"},
    {"UNKNOWN_CATEGORY", "没有这个待遇类别，请重新选择。"},
    {"WRONG", "密码不对，请再输一次。"},
    {"CODE", "验证码不对，或者已经过期。请核对，或重新获取。"},
    {"NO_SMS", "这里没有开通短信。请用身份证号注册，或联系经办机构。"},
    {"UNKNOWN_RELATION", "请选择您是这位亲友的什么人。"},
    {"OWN_ID", "这是您自己的身份证号，请用“本人认证”。"},
    {"SAME_PASSWORD", "新密码要和现在的不一样，请换一个。"},
    {"CONSENT_NEEDED",
     "还没有登记本人同意。请让本人在告知书上签字，或念给本人听、本人口头同意，选好后再提交。"},
    {"NOTICE_OUTDATED", "告知书已更新。请刷新页面，重新念给本人听，再选一次。"},
    {"NO_CONSENT", "本人没有同意留照片，或已经收回同意，现场照不能留作模板照片。请选“不留”再通过。"},
    {"TAKEN", "这个已经有人用了，请换一个。"},
    {"UNKNOWN_EMPLOYER", "名录里没有这个单位，请先添加单位。"},
    {"LINK", "短信里不能有网址、链接或二维码；句号请用“。”。"},
    {"PLACEHOLDER", "大括号里有这种短信不能用的内容，请只用列出的几项，括号用半角。"},
    {"PLACEHOLDER_MISSING", "少了必须有的内容，请把标“必须有”的几项都写进去。"},
    {"CREDIT_CODE", "统一社会信用代码应为 18 位，请逐个核对。"},
    {"NOT_OF_ROLE", "这个岗位不能选这一项，请核对。"},
    {"OUTSIDE", "不在您负责的范围内，请核对地区。"},
    {"CARD_UNREADABLE", "没有读出身份证号码，请把有照片的一面重新拍清楚。"},
    {"CARD_OF_ANOTHER", "这张身份证的号码与这个人登记的不一样，请核对是不是拿错了证。"},
    {"HAS_PHOTOGRAPH", "这个人已经有模板照片，不需要再用身份证上的照片。"},
    {"ALREADY_OPEN", "此人已有一件同类的工单还没有办结，请接着办那一件。"},
    {"TOO_FEW_TRIES", "要在三个不同的日子都没有联系上，才能这样办结。"},
    {"VALUE", "这一项填得不对，请核对。"},
}};

// `STATE,OPEN_REVIEW`
boost::json::array names_in(std::string_view rest) {
  boost::json::array names;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    names.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return names;
}

}  // namespace

ErrorLook look_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
      return {400, "INVALID_REQUEST", "这一步没有办成，请返回上一页再试一次。"};
    case ErrorCode::kInvalidFields:
      return {422, "INVALID_FIELDS", "有的内容填得不对，请看提示改好后再提交。"};
    case ErrorCode::kNotAnImage:
      return {422, "NOT_AN_IMAGE", "这不是一张能打开的照片，请重新拍照，或换一张照片。"};
    case ErrorCode::kNotAVideo:
      return {422, "NOT_A_VIDEO", "这不是一段能播放的视频，请重新录一段。"};
    case ErrorCode::kImageTooLarge:
      return {413, "IMAGE_TOO_LARGE", "照片太大了，请重新拍照，或换一张小一点的照片。"};
    case ErrorCode::kBodyTooLarge:
      return {413, "BODY_TOO_LARGE", "发来的内容太大了；如果是照片，请重新拍照，或换一张小一点的。"};
    case ErrorCode::kUnsupportedMediaType:
      return {415, "UNSUPPORTED_MEDIA_TYPE", "这种格式不能用，请用手机拍照，或换一张 JPEG 照片。"};
    case ErrorCode::kIdempotencyConflict:
      return {409, "IDEMPOTENCY_CONFLICT", "同一步提交了不同的内容，请返回上一页重新开始。"};
    case ErrorCode::kUnauthenticated:
      return {401, "UNAUTHENTICATED", "您还没有登录，或登录已过期，请重新登录。"};
    case ErrorCode::kWrongCredentials:
      return {401, "WRONG_CREDENTIALS", "账号或密码不对，请核对后再输入一次。"};
    case ErrorCode::kForbidden:
      return {403, "FORBIDDEN", "您不能办理这一项，如需帮助请拨打客服电话。"};
    case ErrorCode::kPasswordChangeNeeded:
      return {403, "PASSWORD_CHANGE_NEEDED", "这个密码是别人设的，请先改成自己的密码。"};
    case ErrorCode::kFactorNeeded:
      return {403, "SECOND_FACTOR_NEEDED", "您的岗位登录要用双因素认证，请先在“我的账号”开启。"};
    case ErrorCode::kTooManyTries:
      return {429, "TOO_MANY_TRIES", "试的次数太多了，请过一会儿再试。"};
    case ErrorCode::kNotFound:
      return {404, "NOT_FOUND", "没有找到这一项，请返回首页重新进入。"};
    case ErrorCode::kMethodNotAllowed:
      return {405, "METHOD_NOT_ALLOWED", "这一步没有办成，请返回首页重新进入。"};
    case ErrorCode::kAccountExists:
      return {409, "ACCOUNT_EXISTS", "这个身份证号已经注册过了，请直接登录。"};
    case ErrorCode::kAccountInUse:
      return {409, "ACCOUNT_IN_USE",
              "您还有事情在等答复，现在不能注销账号。请等有了答复再来；不想等的，可以先取消求助。"};
    case ErrorCode::kPersonExists:
      return {409, "PERSON_EXISTS", "这个身份证号已经在名单里了，请在名单里查找。"};
    case ErrorCode::kNameIdMismatch:
      return {409, "NAME_ID_MISMATCH",
              "姓名和身份证号与登记的不一致，请核对后再填；如没有填错，请联系经办机构。"};
    case ErrorCode::kRelativesFull:
      return {409, "RELATIVES_FULL", "您添加的亲友已经满了，请先删除不再帮忙的一位。"};
    case ErrorCode::kHelperRefused:
      return {409, "HELPER_REFUSED", "这位亲友不要这个账号帮忙。请他在自己的手机上改回来，或由他本人认证。"};
    case ErrorCode::kConsentMissing:
      return {409, "CONSENT_MISSING", "还没有同意，不能拍照，请先阅读并点“同意”。"};
    case ErrorCode::kNoTemplate:
      return {409, "NO_TEMPLATE", "还没有模板照片，请先到经办机构拍照建模。"};
    case ErrorCode::kNoPlan:
      return {409, "NO_PLAN", "不在本次认证范围内，现在无需认证。如有疑问请拨打客服电话。"};
    case ErrorCode::kPlanClosed:
      return {409, "PLAN_CLOSED", "现在不是认证的时间，不用着急，到时间再来。首页上写着什么时候开始。"};
    case ErrorCode::kTriesUsed:
      return {409, "TRIES_USED", "这几次都没有通过，不用再试了。请点“申请人工审核”，工作人员会看照片。"};
    case ErrorCode::kFaceRefused:
      return {422, "FACE_REFUSED", "这张照片不能用，请按提示重新拍照。"};
    case ErrorCode::kAttemptClosed:
      return {409, "ATTEMPT_CLOSED", "这次认证已经结束，请重新开始认证。"};
    case ErrorCode::kAttemptEmpty:
      return {409, "ATTEMPT_EMPTY", "还没有收到照片，请重新拍照。"};
    case ErrorCode::kStepMissed:
      return {409, "STEP_MISSED", "这一步的时间过了，照片没有算数，会自动接着做。"};
    case ErrorCode::kWayNotTaken:
      return {409, "WAY_NOT_TAKEN",
              "这种认证方式不能用于您的待遇，请返回上一页换一种；还不行请联系经办机构。"};
    case ErrorCode::kGuardianNeeded:
      return {409, "GUARDIAN_NEEDED",
              "未满 14 周岁，要由父母或其他监护人同意。请监护人用自己的手机，在“帮亲友认证”里来办。"};
    case ErrorCode::kReviewClosed:
      return {409, "REVIEW_CLOSED", "这一项不需要审核，或已经审核过了，请刷新查看结果。"};
    case ErrorCode::kDeathReported:
      return {
          409, "DEATH_REPORTED",
          "这个人有一条死亡登记还没有排除，暂时不能通过。请先核对这条登记；确属误报的，标为误报后再来办。"};
    case ErrorCode::kReviewClaimed:
      return {409, "REVIEW_CLAIMED", "另一位审核人员正在办这一件，请先办别的。"};
    case ErrorCode::kEvidenceAdded:
      return {409, "EVIDENCE_ADDED", "您看过以后，又补交了材料。请看完新的材料再确认。"};
    case ErrorCode::kTooManyCallbacks:
      return {429, "TOO_MANY_CALLBACKS",
              "现在要求回电的人太多，这一次没有登记上。请过一小时再试，或直接拨打经办机构的电话。"};
    case ErrorCode::kTicketClosed:
      return {409, "TICKET_CLOSED", "这件事已经办完，或有别的工作人员在办，请刷新查看。"};
    case ErrorCode::kTaskRefused:
      return {409, "TASK_REFUSED", "现在还不能这样办，原因见下；条件满足后再试。"};
    case ErrorCode::kMergeRefused:
      return {409, "MERGE_REFUSED", "这两个人现在还不能合并，原因见下；办完这些事再来。"};
    case ErrorCode::kSamePerson:
      return {409, "SAME_PERSON", "自己提交的不能由自己批准，请另一位同事来办。"};
    case ErrorCode::kNotPassed:
      return {409, "NOT_PASSED", "这次认证还没有通过，没有凭证。"};
    case ErrorCode::kFieldUnsigned:
      return {422, "FIELD_UNSIGNED", "以前见到本人的，要用“上门采集”拍的照片。请在“上门采集”里重新拍一张。"};
    case ErrorCode::kFieldKey:
      return {
          409, "FIELD_KEY_REFUSED",
          "这部手机的登记已经作废，照片没有收下。请连上网打开“上门采集”，重新拍一张；还不行请联系经办机构。"};
    case ErrorCode::kFieldSignature:
      return {422, "FIELD_SIGNATURE_WRONG", "照片和拍的时候不一样了，没有收下。请重新拍一张。"};
    case ErrorCode::kFieldTime:
      return {422, "FIELD_TIME_REFUSED", "拍照的时间不对，没有收下。请核对手机的时间，重新拍一张。"};
    case ErrorCode::kFieldLate:
      return {422, "FIELD_TOO_LATE", "照片存了超过 72 小时，没有收下。请重新拍一张。"};
    case ErrorCode::kFieldUsed:
      return {409, "FIELD_SEQUENCE_USED", "这张照片已经用过了，没有收下。请重新拍一张。"};
    case ErrorCode::kBusy:
      return {503, "BUSY", "现在认证的人比较多，请不要关闭页面，会自动继续。"};
    case ErrorCode::kRolledBack:
    case ErrorCode::kUnavailable:
      return {503, "UNAVAILABLE", "系统暂时不能用，请过几分钟再试。"};
    case ErrorCode::kIo:
    case ErrorCode::kDatabase:
    case ErrorCode::kCrypto:
    case ErrorCode::kInternal:
      break;
  }
  return {500, "INTERNAL", "系统出了问题，不是您的错。请过几分钟再试；还不行请拨打客服电话。"};
}

std::string_view field_message(std::string_view field_code) {
  for (const auto& [code, message] : kFieldMessages) {
    if (code == field_code) return message;
  }
  return kFieldMessages.back().second;
}

Response error_response(const Error& error, std::string_view request_id) {
  const ErrorLook look = look_of(error.code);
  boost::json::object body{{"code", look.code}, {"message", look.message}, {"request_id", request_id}};
  if (!error.fields.empty()) {
    boost::json::array fields;
    for (const FieldError& field : error.fields) {
      fields.push_back(
          {{"field", field.field}, {"code", field.code}, {"message", field_message(field.code)}});
    }
    body["fields"] = std::move(fields);
  }
  if (error.code == ErrorCode::kFaceRefused) body["reason"] = error.detail;
  if (error.code == ErrorCode::kTaskRefused) body["suspension_bars"] = names_in(error.detail);
  if (error.code == ErrorCode::kMergeRefused) body["merge_bars"] = names_in(error.detail);
  Response response{.status = look.status, .content_type = "application/json", .body = {}, .headers = {}};
  if (error.retry_after) {
    body["retry_after_s"] = error.retry_after->count();
    response.headers.emplace_back("Retry-After", std::to_string(error.retry_after->count()));
  }
  if (error.queue_length) body["queue_length"] = *error.queue_length;
  response.body = boost::json::serialize(body);
  return response;
}

}  // namespace jianzai::http
