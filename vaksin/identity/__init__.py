"""Who somebody is: NIK and regions."""
