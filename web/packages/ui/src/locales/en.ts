/** What both apps say: errors, field faults, the server's state. Errors: what happened, and what to do. */
export default {
  errors: {
    INVALID_REQUEST: { what: 'This step did not work.', next: 'Please go back and try again.' },
    INVALID_FIELDS: {
      what: 'Something is filled in wrongly.',
      next: 'Please correct what is marked in red.',
    },
    NOT_AN_IMAGE: { what: 'This is not a photograph.', next: 'Please take it again or choose another.' },
    NOT_A_VIDEO: {
      what: 'This film cannot be played.',
      next: 'Please record another one, or take a picture.',
    },
    IMAGE_TOO_LARGE: {
      what: 'The photograph is too large.',
      next: 'Please take it again or choose a smaller one.',
    },
    BODY_TOO_LARGE: {
      what: 'The photograph is too large.',
      next: 'Please take it again or choose a smaller one.',
    },
    UNSUPPORTED_MEDIA_TYPE: {
      what: 'This kind of photograph cannot be used.',
      next: 'Please take a photograph with the phone, or choose a JPEG.',
    },
    IDEMPOTENCY_CONFLICT: {
      what: 'The same step was sent with different content.',
      next: 'Please go back and start again.',
    },
    UNAUTHENTICATED: {
      what: 'You are not logged in, or not any more.',
      next: 'Please log in again; you will come back here.',
    },
    WRONG_CREDENTIALS: {
      what: 'The account or the password is wrong.',
      next: 'Please check and type again.',
    },
    FORBIDDEN: { what: 'You cannot do this.', next: 'For help, please call the support phone.' },
    PASSWORD_CHANGE_NEEDED: {
      what: 'Somebody else chose this password.',
      next: 'Please choose your own one on “My account” first.',
    },
    SECOND_FACTOR_NEEDED: {
      what: 'Your role needs a second factor.',
      next: 'Please set it up on “My account” first.',
    },
    TOO_MANY_TRIES: { what: 'Too many tries.', next: 'Please wait{wait} and try again.' },
    NOT_FOUND: { what: 'This was not found.', next: 'Please go to the first page and come in again.' },
    METHOD_NOT_ALLOWED: {
      what: 'This step did not work.',
      next: 'Please go to the first page and come in again.',
    },
    ACCOUNT_EXISTS: { what: 'This ID number is already registered.', next: 'Please log in.' },
    ACCOUNT_IN_USE: {
      what: 'Something that you asked for is not answered yet, so the account cannot be closed now.',
      next: 'Please wait for the answer, or take back what you asked for.',
    },
    PERSON_EXISTS: { what: 'This ID number is already in the list.', next: 'Please look it up in the list.' },
    NAME_ID_MISMATCH: {
      what: 'Name and ID number differ from what the agency has on file.',
      next: 'Please check them; if they are right, please call the agency.',
    },
    RELATIVES_FULL: {
      what: 'You help as many people as one account may.',
      next: 'Please remove somebody first.',
    },
    HELPER_REFUSED: {
      what: 'This person does not want to be helped from this account.',
      next: 'They can take that back on their own phone, or do it themselves.',
    },
    PLAN_CLOSED: { what: 'It is not the time for it now.', next: 'No hurry: please come back at the time.' },
    TRIES_USED: {
      what: 'These tries did not pass; you need not try again.',
      next: 'Please ask for a person to look at the photographs.',
    },
    TOO_MANY_CALLBACKS: {
      what: 'Too many people are asking for a call now, so yours was not written down.',
      next: 'Please try again in an hour, or call the agency.',
    },
    TICKET_CLOSED: {
      what: 'This has been done, or somebody else sees to it.',
      next: 'Please reload the list.',
    },
    TASK_REFUSED: { what: 'This cannot be done yet.', next: 'Please see the reasons below.' },
    MERGE_REFUSED: { what: 'These two cannot be merged yet.', next: 'Please see the reasons below.' },
    SAME_PERSON: {
      what: 'Nobody approves what they handed in themselves.',
      next: 'Please ask a colleague.',
    },
    NOT_PASSED: { what: 'This has not passed, so there is no receipt.', next: 'Please look at the result.' },
    FIELD_UNSIGNED: {
      what: 'Of an earlier day only a picture of the field page counts.',
      next: 'Please take another one there.',
    },
    FIELD_KEY_REFUSED: {
      what: 'The registration of this phone was revoked; the picture was not taken.',
      next: 'Open the field page with a network and take another one, or call the agency.',
    },
    FIELD_SIGNATURE_WRONG: {
      what: 'The picture is not as it was when it was taken.',
      next: 'Please take another one.',
    },
    FIELD_TIME_REFUSED: {
      what: 'The time of the picture is wrong.',
      next: 'Please check the clock of the phone and take another one.',
    },
    FIELD_TOO_LATE: { what: 'The picture waited for more than 72 hours.', next: 'Please take another one.' },
    FIELD_SEQUENCE_USED: { what: 'This picture was used already.', next: 'Please take another one.' },
    CONSENT_MISSING: {
      what: 'Without your consent no photograph is taken.',
      next: 'Please read and agree first.',
    },
    NO_TEMPLATE: {
      what: 'There is no reference photograph of you yet.',
      next: 'Please have one taken at the agency first.',
    },
    NO_PLAN: { what: 'You need no proof at this time.', next: 'If in doubt, please call the support phone.' },
    FACE_REFUSED: { what: 'This photograph cannot be used.', next: 'Please take it again as advised.' },
    ATTEMPT_CLOSED: { what: 'This attempt has ended.', next: 'Please start again.' },
    ATTEMPT_EMPTY: { what: 'No photograph has arrived yet.', next: 'Please take it again.' },
    STEP_MISSED: {
      what: 'The time for that step is over.',
      next: 'Please try again and do as the screen says.',
    },
    WAY_NOT_TAKEN: {
      what: 'Your benefits do not count this kind of proof.',
      next: 'Please go back and choose another one, or call the agency.',
    },
    GUARDIAN_NEEDED: {
      what: 'Below the age of 14 a parent or another guardian agrees.',
      next: 'The guardian does it on their own phone, under helping relatives.',
    },
    DEATH_REPORTED: {
      what: 'A death of this person is on record. Nothing can be approved yet.',
      next: 'Please look into the report. If it is wrong, mark it so on the review or among the reported losses, then come back.',
    },
    REVIEW_CLOSED: { what: 'This has been decided already.', next: 'Please reload the list.' },
    REVIEW_CLAIMED: { what: 'Another reviewer is looking at this one.', next: 'Please take another one.' },
    EVIDENCE_ADDED: {
      what: 'A piece was added after you had looked.',
      next: 'Please look at it, then confirm.',
    },
    BUSY: {
      what: 'Many people are here just now.',
      next: 'Please leave this page open; it goes on by itself.',
    },
    UNAVAILABLE: { what: 'The service is not available.', next: 'Please try again in a few minutes.' },
    INTERNAL: {
      what: 'Something went wrong on our side.',
      next: 'Please try again in a few minutes, or call the support phone.',
    },
  },
  network: { what: 'No network.', next: 'Please check the network and try again.' },
  fields: {
    REQUIRED: 'Please fill this in.',
    TOO_LONG: 'This is too long.',
    TOO_SHORT: 'The password needs at least 8 characters.',
    LENGTH: 'An ID number has 18 digits (old ones 15). Please count them.',
    CHARACTERS: 'There is a character that does not belong here. Please check.',
    DATE: 'The date of birth in the ID number does not exist.',
    CHECKSUM: 'One digit of the ID number is wrong. Please compare them one by one.',
    PHONE: 'A mobile number has 11 digits and begins with 1.',
    PHONES_DIFFER: 'The two phone numbers differ.',
    TERMS_NOT_ACCEPTED: 'Please read and accept the terms.',
    TERMS_OUTDATED: 'The terms have changed. Please read and accept them again.',
    UNKNOWN_CATEGORY: 'There is no such benefit category. Please choose again.',
    SAME_PASSWORD: 'The new password is the present one. Please choose another.',
    CONSENT_NEEDED:
      'That the person agreed is not recorded yet. Have the notice signed, or read it aloud and ask; then choose which, and hand it in.',
    NOTICE_OUTDATED: 'The notice has changed. Load the page anew, read it aloud again, and choose once more.',
    NO_CONSENT:
      'The person did not agree that a picture is kept, or withdrew it. Choose none, and approve again.',
    FACE_NEEDED:
      'Hospital papers need a recent picture or film of the person beside them. Please refuse it and say so.',
    NO_PICTURES: 'There are no pictures, and nothing was handed in. Please ask the person for more first.',
    TAKEN: 'Somebody has this already. Please choose another one.',
    UNKNOWN_EMPLOYER: 'This employer is not on the list. Please add it first.',
    CREDIT_CODE: 'A unified social credit code has 18 characters. Please compare them.',
    NOT_OF_ROLE: 'This does not go with the role.',
    NOT_ENOUGH: 'This piece alone does not show it: see what is needed.',
    OUTSIDE: 'Outside of what you work for. Please check the region.',
    UNKNOWN_RELATION: 'Please say what you are to them.',
    OWN_ID: 'This is your own number: please use your own proof.',
    CODE: 'This code is wrong or too old. Please compare it, or ask for a new one.',
    NO_SMS: 'There are no text messages here. Please register with the ID number, or ask the agency.',
    WRONG: 'This is not the password, please type it again.',
    CARD_UNREADABLE: 'The ID card in this picture could not be read. Please take another one.',
    CARD_OF_ANOTHER: 'The number on this ID card is not this person’s. Please check.',
    HAS_PHOTOGRAPH: 'There is a photograph of this person already; that of the ID card is not needed.',
    ALREADY_OPEN: 'There is an open ticket of this kind for the person: go on with that one.',
    TOO_FEW_TRIES: 'It takes tries on three different days to close it so.',
    LINK: 'A message holds no address, link or QR code; end sentences with “。”.',
    PLACEHOLDER:
      'There is something in braces that this message cannot have. Please use what is listed, with plain braces.',
    PLACEHOLDER_MISSING:
      'Something that has to be there is missing. Please use everything that is marked as needed.',
    OTHER: 'This is not right. Please check it.',
  },
  idCard: {
    looking: 'Put the side with the portrait into the frame',
    hold: 'Looking, hold still',
    reading: 'Reading, one moment',
    waiting: {
      network: 'No network. Goes on when it is back',
      queue: 'Many people now. It goes on by itself',
    },
    advice: {
      NO_CARD: 'I see no ID card, aim at the card',
      SEVERAL_CARDS: 'One ID card at a time, please',
      CROPPED: 'A part is missing, the whole card has to be seen',
      TOO_SMALL: 'Too far, hold it nearer',
      DARK: 'Too dark, please go where it is bright',
      GLARE: 'There is glare, turn the card a little, away from the lamp',
      BLUR: 'A little blurred, hold the phone still and wipe the lens',
      UNREADABLE: 'I cannot read the print, hold the card flat and nearer',
      BACK: 'Please turn it over, to the side with the portrait',
      GIVEN_UP: 'It could not be read. Try again, or fill it in yourself.',
    },
  },
  banner: {
    demo: 'Demonstration: all people in it are invented.',
    starter: 'Trial face recognition: only a very clear likeness passes by itself, staff decide on the rest.',
    none: 'No face recognition installed: staff decide on every proof.',
    set: 'Networks: {set}',
  },
  requestId: 'No. {id}',
  waits: { seconds: ' {n} seconds', minutes: ' {n} minutes', hours: ' {n} hours' },
}
