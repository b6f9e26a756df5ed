-- Whether the camera had the name of a program that poses as one, when the attempt was opened. The name is not kept.
ALTER TABLE attempts ADD COLUMN is_virtual_camera INTEGER NOT NULL DEFAULT 0;
