-- Each purpose is agreed to apart from the others. All that was agreed to until now was the comparison of the face.
ALTER TABLE consents ADD COLUMN purpose TEXT NOT NULL DEFAULT 'FACE_COMPARISON'; -- domain/consent.h
