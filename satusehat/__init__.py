"""Asks SATUSEHAT, the Ministry of Health's FHIR R4 service, whether people are who they say."""
