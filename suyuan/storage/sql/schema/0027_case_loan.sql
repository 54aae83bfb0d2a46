-- A desk that did not take up a case that was referred to it reads it no longer. Blocks end with "--;".
GRANT DELETE ON case_desk TO suyuan_register;
