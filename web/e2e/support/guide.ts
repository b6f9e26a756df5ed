/** A part of the operating guide that this product implements, and the tests that do what it says. */
export interface GuideLine {
  /** As it is printed, without its pictures. */
  says: string
  /** File of stories and title of the test, or a part of it; none under a heading. */
  played: (readonly [story: string, title: string])[]
}

const proves = ['1-proof', 'a pensioner proves to be alive, from the clerk to the record'] as const
const entered = [
  '16-citizen',
  'the QR code leads to what it is, what is needed, and what the phone will ask',
] as const
const registers = [
  '3-refusals',
  'registration says at each question what is wrong, and loses no answer',
] as const
const helps = ['10-relatives', 'a daughter helps her mother, who sees it and refuses later'] as const
const hints = ['9-liveness', 'is told before anything is sent in'] as const
const keyboard = [
  '19-everybody',
  'with the keyboard alone from the first page to the result and out again',
] as const

/** The whole guide, line for line. */
export const guide: GuideLine[] = [
  { says: '(一)智能身份验证App认证操作指南', played: [] },
  {
    says: '1、扫描下图的二维码,下载“智能身份验证”APP,进行安装。已安装的,略过此步。',
    played: [
      entered,
      ['16-citizen', 'the service worker keeps files of the app alone, and nothing needs it'],
    ],
  },
  {
    says: '(要点:安装APP时允许使用网络、拍照、录像功能)',
    played: [entered, ['12-messages', '人工审核：工作人员请本人补身份证照片']],
  },
  { says: '2、安卓版认证流程:登录→人脸验证 → 认证完成', played: [proves] },
  {
    says: '要点:(1)人脸识别的时候保持光线明亮,平视镜头,背景为白墙;',
    played: [hints, ['18-guide', '保持光线明亮,平视镜头,背景为白墙']],
  },
  {
    says: '(2)第一次认证如果失败三次会提示是否申请人工审核,',
    played: [['11-help', '如果第一次认证失败三次，提示是否申请人工审核']],
  },
  {
    says: '提交人工审核3个工作日后在用户管理查询认证结果。',
    played: [['18-guide', '提交人工审核3个工作日后在用户管理查询认证结果']],
  },
  {
    says: '在用户管理查询认证结果或申请人工审核',
    played: [['16-citizen', '在用户管理查询认证结果或申请人工审核']],
  },
  {
    says: '3、苹果版认证流程:手机号注册→ 登录→ 添加联系人→人脸验证',
    played: [
      ['12-messages', '手机号注册→登录→添加联系人'],
      ['18-guide', '点击已添加的认证人进行人脸识别、查询结果、提交人工审核'],
    ],
  },
  {
    says: '要点:点击已添加的认证人进行人脸识别、查询结果、提交人工审核',
    played: [['18-guide', '点击已添加的认证人进行人脸识别、查询结果、提交人工审核']],
  },
  {
    says: '待遇领取人员无法通过“智能身份验证”的,可主动与用人单位或认证微信客服、电话客服联系,用人单位或认证机构应详细告知并做好辅助认证工作。',
    played: [['18-guide', '无法通过的,可主动与微信客服、电话客服联系,认证机构做好辅助认证工作']],
  },
  {
    says: '认证客服资源:客服电话:(4001288966、15532257873、15532257673)客服微信:(shebaokefu2、shebaokefu4)',
    played: [['18-guide', '无法通过的,可主动与微信客服、电话客服联系,认证机构做好辅助认证工作']],
  },
  {
    says: '(认证前期电话繁忙,请于4月1日后再次进行拨打)',
    played: [['11-help', '认证前期电话繁忙：who cannot get through is called back']],
  },
  { says: '(三)易人社App认证操作指南', played: [] },
  {
    says: '1、,下载“易人社系统”,或者登录应用市场搜索“易人社系统”下载安装(仅限安卓手机)。',
    played: [entered],
  },
  {
    says: '2、首次使用需要点击登录页面右下角“立即注册”,',
    played: [['18-guide', '首次使用需要点击登录页面“立即注册”,已注册人员跳过']],
  },
  {
    says: '依次输入:姓名、身份证号、密码、手机号(两遍),并勾选《易人社手机APP用户条款》完成用户注册(已注册人员跳过第二步)。',
    played: [registers, ['18-guide', '首次使用需要点击登录页面“立即注册”,已注册人员跳过']],
  },
  {
    says: '3、登录易人社,输入注册时使用的身份证号和密码点击登录即可。',
    played: [['3-refusals', 'a wrong password is told, and the number stays'], proves],
  },
  { says: '4、待遇领取资格认证(1)为本人认证', played: [] },
  {
    says: '点击养老待遇资格认证下方的“本人认证”,页面跳转提示模板照片及姓名等信息,点击开始认证,进入刷脸认证界面,',
    played: [keyboard, proves],
  },
  {
    says: '如未提示模板照片,则需前往经办机构建模后再行认证。',
    played: [
      ['3-refusals', 'without a reference the pensioner is told where to have one made'],
      [
        '15-id-card',
        'a clerk adds somebody from the ID card, whose portrait serves until there is a photograph',
      ],
    ],
  },
  {
    says: '开始刷脸,确保光线充足,正脸对准取景框,等待扫描线检测,完成刷脸,提示“恭喜您认证成功”,表示本次认证周期资格认证已完成。',
    played: [hints, proves],
  },
  {
    says: '(2)帮亲友认证。点击养老待遇资格认证下方的“帮亲友认证”进入亲友列表。点击右上角的“+”可新增亲友,可手动输入姓名、身份证号,',
    played: [helps],
  },
  {
    says: '也可扫描身份证自动录入,点击确认,即可新增亲友。',
    played: [['15-id-card', 'a daughter adds her mother by pointing the phone at her ID card']],
  },
  {
    says: '已经新增成功的亲友,直接点击列表中姓名,即可进入认证界面,点击开始认证,按提示操作,即可完成认证。',
    played: [helps],
  },
]
