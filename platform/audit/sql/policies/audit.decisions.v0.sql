REVOKE ALL ON audit.decisions FROM clinic_audit;
