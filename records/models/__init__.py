from records.models.attachment import DocumentType
from records.models.imaging_result import ImagingResult
from records.models.lab_result import LabResult
from records.models.medical_record import MedicalRecord
from records.models.prescription import Prescription, PrescriptionItem
from records.models.vaccination import VaccinationRecord

__all__ = [
    "DocumentType",
    "ImagingResult",
    "LabResult",
    "MedicalRecord",
    "Prescription",
    "PrescriptionItem",
    "VaccinationRecord",
]
