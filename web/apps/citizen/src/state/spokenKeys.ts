/** Which texts of the locale files are said aloud: for each there is a clip, made by the build or recorded by a person. */

type Messages = { [key: string]: string | Messages }

const spoken = [
  /^capture\.(preparing|asking|askingAdvice|framing|opening|looking|sendingLook|shining|countdownOver)$/,
  /^capture\.(resuming|uploading|deciding|saved|savedAdvice|openOffline|queueUnknown|otherWay)$/,
  /^capture\.(notice|advice|turning|patience|block)\./,
  /^result\.(passed|notPassed|review|asked|waiting|open)\.title$/,
  /^result\.notTurned$/,
  /^reasons\./,
  /^card\.(scan|check)$/,
  /^idCard\./,
]
/** Who is not there any more hears nothing: the page goes on to the login or the consent. */
const silent = /\.block\.(LOGGED_OUT|CONSENT_MISSING)\./

/** The texts that are said, by their keys. What has a name or a day in it cannot be said beforehand. */
export function spokenTexts(messages: Messages, prefix = ''): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(messages)) {
    const key = prefix + name
    if (typeof value !== 'string') Object.assign(texts, spokenTexts(value, `${key}.`))
    else if (spoken.some((pattern) => pattern.test(key)) && !silent.test(key) && !value.includes('{'))
      texts[key] = value
  }
  return texts
}
