import { describe, expect, it } from 'vitest'
import { browserFaults, inAppOf } from './browser'

const agents = {
  wechat:
    'Mozilla/5.0 (Linux; Android 8.1; V1) AppleWebKit/537.36 Version/4.0 Chrome/66.0 MQQBrowser/6.2 TBS/044 Mobile Safari/537.36 MicroMessenger/7.0.3(0x27) NetType/WIFI',
  alipay:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 14_0) AppleWebKit/605.1 Mobile/15E148 AlipayClient/10.2 Language/zh-Hans',
  qq: 'Mozilla/5.0 (Linux; Android 9; V1) AppleWebKit/537.36 Chrome/74.0 Mobile Safari/537.36 V1_AND_SQ_8.2 QQ/8.2.6 NetType/4G',
  qqBrowser:
    'Mozilla/5.0 (Linux; U; Android 9; V1) AppleWebKit/537.36 Chrome/66.0 MQQBrowser/10.1 Mobile Safari/537.36',
  chrome: 'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
}
const able = {
  userAgent: agents.chrome,
  isSecureContext: true,
  mediaDevices: { getUserMedia: () => undefined },
  indexedDB: {},
}

it.each([
  ['wechat', 'WECHAT'],
  ['alipay', 'ALIPAY'],
  ['qq', 'QQ'],
  ['qqBrowser', undefined],
  ['chrome', undefined],
] as const)('knows the app around %s', (agent, inApp) => {
  expect(inAppOf(agents[agent])).toBe(inApp)
})

describe('what a browser cannot do', () => {
  it('is nothing, where the camera is there, in whatever app', () => {
    for (const userAgent of Object.values(agents)) expect(browserFaults({ ...able, userAgent })).toEqual([])
  })

  it('is the camera, and another browser helps', () => {
    const blind = { ...able, mediaDevices: undefined }
    expect(browserFaults({ ...blind, mediaDevices: {} })).toEqual([{ kind: 'NO_CAMERA', inApp: undefined }])
    expect(browserFaults({ ...blind, userAgent: agents.wechat })).toEqual([
      { kind: 'NO_CAMERA', inApp: 'WECHAT' },
    ])
  })

  it('is the address, where no other browser would help', () => {
    const facts = { ...able, userAgent: agents.wechat, isSecureContext: false, mediaDevices: undefined }
    expect(browserFaults(facts)).toEqual([{ kind: 'INSECURE' }])
  })

  it('is to keep pictures that were not sent', () => {
    expect(browserFaults({ ...able, indexedDB: undefined })).toEqual([{ kind: 'NO_STORAGE' }])
  })
})
