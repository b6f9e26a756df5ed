/**
 * For tests: a receipt as the server signs it, of either scheme, by the key of the seed `Bytes(32, 9)`
 * (src/cli/receipt_commands_test.cc). Of nobody.
 */
export const someReceipts = {
  Ed25519: {
    key: 'fd1724385aa0c75b64fb78cd602fa1d991fdebf76b13c58ed702eac835e9f618',
    text: 'JIANZAI1|01kc0v3xj8q2m7t5r9w4y6a1bd|王*英|1101**********002X|2026-11-25|FACE|2027-11-30|甲县社会保险中心|dbc29825|f787ce851ff798e57d6e2922d0dd38b8528dcbb99857e92414d45adef667217d3e66f7f1725868b316ad887e99f43dcb23e248337c9ca338d3f0861d285ba30b',
  },
  SM2: {
    key: '043705e619bd47529a4406818a482c6d9fdc389aea2a4de7112f3e5ba99f5a56a984ffd3a00979f410bdca7b277e04e753cffb3582ac31244507388b45e50cd15d',
    text: 'JIANZAI1|01kc0v3xj8q2m7t5r9w4y6a1bd|王*英|1101**********002X|2026-11-25|FACE|2027-11-30|甲县社会保险中心|ad4b2be8|8764098e127b28d62270e7bb399ac52ddbbd50be8049f69dbbaabd10ffbe741183d597f6f0d667f9839f11ce159f660265ecc29a4fde9cf878fc13599865f78d',
  },
}
